"""A file of events/messages/ that is no message is refused at import, and told what was expected."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from marketplace_emulator import events

WHOLE = {"TYPE": "License Updated - Manufacturer", "CHANNEL": "eventbridge", "FORMS": (), "body": str}


def message(**parts: Any) -> ModuleType:
    """Return a module with these parts."""
    module = ModuleType("message")
    vars(module).update(parts)
    return module


@pytest.mark.parametrize("missing", WHOLE)
def test_a_part_is_missing(missing: str) -> None:
    module = message(**{name: part for name, part in WHOLE.items() if name != missing})
    with pytest.raises(ImportError, match=f"license_updated_manufacturer.py has no {missing}; expected TYPE, CHANNEL"):
        events.check("license_updated_manufacturer", module)


def test_the_file_is_named_otherwise_than_its_message() -> None:
    with pytest.raises(ImportError, match=r"name it license_updated_manufacturer\.py"):
        events.check("license_updated", message(**WHOLE))


def test_the_channel_is_none() -> None:
    with pytest.raises(ImportError, match="has the CHANNEL 'sqs'; expected sns or eventbridge"):
        events.check("license_updated_manufacturer", message(**WHOLE | {"CHANNEL": "sqs"}))
