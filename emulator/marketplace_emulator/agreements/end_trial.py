"""End trial: a free trial ends, and the agreement becomes a paid one or ends with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from marketplace_emulator.agreements import ending, free_trial, state
from marketplace_emulator.agreements.change import NONE, Change
from marketplace_emulator.duration import NEVER
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, agreements
from marketplace_emulator.store.problems import Conflict
from marketplace_emulator.world import World

imitates(
    __name__,
    "AWS tells nothing of a free trial that becomes paid usage: the agreement stays as it is.",
    "assumed",
    "no document names a message for it",
)
imitates(__name__, "An agreement that ends with its free trial is EXPIRED.", "assumed", "nobody published it")

BY = "AWS"
NAME = "trial end"


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of the agreement: by default it becomes paid, unless its term ends with the trial."""

    becomes: Literal["paid", "ended"] | None = None


def why_not(world: World, agreement: Row | None, at: float) -> str | None:
    """Return why there is no free trial that can end, or None."""
    reason = state.not_begun(agreement, at)
    if reason is None and agreement is not None and not agreement["free_trial"]:
        return f"the agreement {agreement['agreement_id']!r} has no free trial that goes on"
    return reason


def take(world: World, agreement: Row, fields: Fields, at: float) -> Sequence[Change]:
    """End the free trial."""
    agreement_id, trial_end = agreement["agreement_id"], agreement["free_trial_ends_at"]
    if trial_end is None:
        is_all = agreement["end_time"] >= NEVER and free_trial.is_all(world, agreement["product_code"])
    else:
        is_all = agreement["end_time"] <= trial_end
    if is_all and fields.becomes == "paid":
        raise Conflict(
            f"the agreement {agreement_id!r} ends with its free trial, and has no paid terms; take the step replace, or "
            "amend with a later end_time"
        )
    ended_at = at if trial_end is None else min(at, trial_end)
    if is_all or fields.becomes == "ended":
        ended = agreements.change(world.store, agreement, at, free_trial_ends_at=ended_at)
        return [ending.end(world, ended, "EXPIRED", at)]
    paid = agreements.change(world.store, agreement, at, free_trial=False, free_trial_ends_at=ended_at)
    return [Change(paid, at, "NEW", NONE)]
