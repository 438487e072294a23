"""Arguments of the wrong type are refused with their name, their value and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marketplace_emulator import Marketplace


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda emulator: emulator.clock.set(object), "now is <class 'object'>; expected a value that JSON has"),
        (lambda emulator: emulator.verify(none_after=object), "none_after is <class 'object'>; expected"),
        (lambda emulator: emulator.add_fault(error=ValueError), "error is <class 'ValueError'>; expected"),
        (lambda emulator: emulator.reset(only=3), "only is 3; expected nouns, e.g. 'faults'"),
    ],
)
def test_a_value_that_cannot_be_sent_is_refused_by_name(
    marketplace: Marketplace, call: Callable[[Any], object], said: str
) -> None:
    with pytest.raises(ValueError, match="expected") as refused:
        call(marketplace)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"port": "x"}, "port is 'x'; expected a whole number from 0"),
        ({"port": -1}, "port is -1; expected a whole number from 0"),
        ({"fixtures": 3}, "fixtures is 3; expected the path of a fixture file"),
        ({"store": 3}, "store is 3; expected text"),
    ],
)
def test_a_marketplace_refuses_settings_of_the_wrong_type_by_name(given: dict[str, Any], said: str) -> None:
    with pytest.raises((TypeError, ValueError), match="expected") as refused:
        Marketplace(**given)
    assert said in str(refused.value)
