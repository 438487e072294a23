"""The settings of a subscription as listings show them: recognisable, but not usable."""

from __future__ import annotations

from typing import Any

import msgspec

from marketplace_emulator.deliveries.kind import kinds
from marketplace_emulator.store import Row

SHOWN, LONG = 4, 12
"""How many characters of a secret are shown if it has at least so many."""


def settings(subscription: Row) -> dict[str, Any]:
    """Return the settings that were given, with secrets shortened."""
    kind = kinds()[subscription["kind"]]
    secret = getattr(kind, "SECRETS", ())
    given: dict[str, Any] = msgspec.json.decode(subscription["settings"])
    return {name: _shortened(value) if name in secret else value for name, value in given.items() if value is not None}


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(each) for name, each in value.items()}
    return f"{value[:SHOWN] if len(value) >= LONG else ''}…"
