"""Pay: the buyer mends a failed payment."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from marketplace_emulator.agreements import accept, resubscribing, state
from marketplace_emulator.agreements.change import Change
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, agreements
from marketplace_emulator.world import World

imitates(
    __name__,
    "A failed payment can be mended, and then the agreement is as one that was just paid for.",
    "assumed",
    "the seller guide says of subscribe-fail only that the buyer may try again; nobody published what follows",
)

BY = "buyer"
NAME = "payment"


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The step has no members."""


def why_not(world: World, agreement: Row | None, at: float) -> str | None:
    """Return why there is nothing to pay, or None."""
    reason = state.not_active(agreement)
    if reason is None and agreement is not None and not agreement["payment_failed"]:
        return f"the agreement {agreement['agreement_id']!r} is paid for"
    return reason


def take(world: World, agreement: Row, fields: Fields, at: float) -> Sequence[Change]:
    """Pay for the agreement."""
    resubscribing.withdraw(world, agreement, at)
    return [Change(agreements.change(world.store, agreement, at, payment_failed=False), at, "NEW", accept.PAID)]
