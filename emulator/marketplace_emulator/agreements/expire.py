"""Expire: the agreement reaches its end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from marketplace_emulator.agreements import ending
from marketplace_emulator.events.planned import Planned
from marketplace_emulator.store import Row
from marketplace_emulator.world import World

INTENT = "NEW"


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The step has no members."""


def why_not(world: World, agreement: Row | None, at: float) -> str | None:
    """Return why the agreement cannot end, or None."""
    return ending.why_not(agreement)


def take(world: World, agreement: Row, fields: Fields, at: float) -> dict[str, Any]:
    """End the agreement and return it."""
    return ending.end(world, agreement, "EXPIRED", at)


def messages(agreement: Row, channel: str) -> Iterable[Planned]:
    """Return the messages of an end."""
    return ending.MESSAGES[channel]
