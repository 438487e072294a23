"""Every setting of a kind of subscription is a member of the Python method and an option of the command."""

from __future__ import annotations

import types

import msgspec
import pytest

from marketplace_emulator.commands import subscription
from marketplace_emulator.deliveries import kind, new_subscription
from marketplace_emulator.steering.subscriptions import SubscriptionFields


def settings(*kinds: str) -> set[str]:
    return {field.name for each in kinds for field in msgspec.structs.fields(kind.kinds()[each].Settings)}


def test_python_has_every_setting() -> None:
    own = {each.name for each in new_subscription.OWN} - {"kind", "target"}
    assert set(SubscriptionFields.__annotations__) == (settings(*kind.kinds()) - {"function"}) | own


def test_the_command_has_every_setting() -> None:
    options = {each.name for each in subscription.command.commands["add"].params}
    assert settings(*subscription.KINDS) <= options


def test_a_file_that_is_no_kind_says_what_is_missing() -> None:
    with pytest.raises(
        ImportError, match=r"deliveries/kinds/pigeon\.py has no Settings; expected what deliveries/kind\.py"
    ):
        kind.check("pigeon", types.ModuleType("pigeon"))
