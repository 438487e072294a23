"""What happens to an agreement by itself: its free trial ends, it renews, or it expires."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from marketplace_emulator.agreements.change import Change
from marketplace_emulator.agreements.offering import SHORTEST
from marketplace_emulator.duration import NEVER
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, agenda, agreements, offers
from marketplace_emulator.world import World

imitates(
    __name__,
    "At its end an agreement that renews by itself is RENEWED, and a new one with the same terms begins. Any other is EXPIRED.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8: EndTimeBehavior and RenewalTerm",
)
imitates(
    __name__,
    "An agreement whose payment has failed, or whose renewal would end after the year 9999, does not renew: it expires.",
    "assumed",
    "nobody published it",
)
imitates(
    __name__,
    "An agreement that was renewed as often as its offer allows expires, whatever the parties chose, and so does one that the "
    "seller does not want to renew.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8: RenewalTerm, maxRenewals, and EndTimeBehavior",
)
imitates(
    __name__,
    "The renewals that an offer allows are those of its own agreements: what came before a replacement by another offer does not count.",
    "assumed",
    "nobody published it",
)
imitates(
    __name__,
    "A free trial that ends before its agreement converts by itself to paid usage.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8: FreeTrialSummary",
)


def plan(world: World, changes: Sequence[Change]) -> None:
    """Plan anew what happens to agreements by itself."""
    agenda.forget(world.store, [each.agreement["agreement_id"] for each in changes if not each.is_new])
    later = [
        agenda.row(due_at, step, each.agreement["agreement_id"], by_itself=True)
        for each in changes
        for due_at, step in due(world, each.agreement, each.at)
    ]
    world.store.run_many(agenda.ADD, later)
    world.due_by(min((each["due_at"] for each in later), default=math.inf))


def due(world: World, agreement: Row, at: float) -> Iterator[tuple[float, str]]:
    """Yield the steps that AWS takes by itself from a time on, each with its own. A trial may have ended before it was paid for."""
    if agreement["status"] != "ACTIVE":
        return
    end, trial_end, paid = agreement["end_time"], agreement["free_trial_ends_at"], not agreement["payment_failed"]
    if agreement["free_trial"] and trial_end is not None and trial_end < end and paid:
        yield max(trial_end, at), "end_trial"
    if end < NEVER:
        yield end, "renew" if renews(world, agreement) else "expire"


def renews(world: World, agreement: Row) -> bool:
    """Say whether an agreement is active and renews by itself at its end."""
    if (
        agreement["status"] != "ACTIVE"
        or not agreement["auto_renew"]
        or agreement["proposer_opted_out"]
        or agreement["payment_failed"]
    ):
        return False
    if agreement["end_time"] >= NEVER or agreement["end_time"] - agreement["start_time"] < SHORTEST:
        return False
    offer = offers.find(world.store, agreement["offer_id"])
    if offer is None or offer["max_renewals"] is None:
        return True
    return agreements.renewals(world.store, agreement) < int(offer["max_renewals"])
