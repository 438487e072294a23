"""Cancel: the buyer ends the agreement."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from marketplace_emulator.agreements import ending, state
from marketplace_emulator.agreements.change import Change
from marketplace_emulator.store import Row
from marketplace_emulator.store.agreements import Ended
from marketplace_emulator.world import World

BY = "buyer"
NAME = "cancellation"


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the agreement ends. RENEWED and REPLACED end it without another agreement in its place."""

    status: Ended = "CANCELLED"


def why_not(world: World, agreement: Row | None, at: float) -> str | None:
    """Return why the agreement cannot end, or None."""
    return state.not_active(agreement)


def take(world: World, agreement: Row, fields: Fields, at: float) -> Sequence[Change]:
    """End the agreement."""
    return [ending.end(world, agreement, fields.status, at)]
