"""Terminate: AWS ends the agreement, such as after a failed payment."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from marketplace_emulator.agreements import ending, state
from marketplace_emulator.agreements.change import Change
from marketplace_emulator.store import Row
from marketplace_emulator.world import World

BY = "AWS"
NAME = "termination"


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The step has no members."""


def why_not(world: World, agreement: Row | None, at: float) -> str | None:
    """Return why the agreement cannot end, or None."""
    return state.not_active(agreement)


def take(world: World, agreement: Row, fields: Fields, at: float) -> Sequence[Change]:
    """End the agreement."""
    return [ending.end(world, agreement, "TERMINATED", at)]
