"""The end of an agreement, whatever brings it about."""

from __future__ import annotations

from marketplace_emulator.agreements.change import Change, Messages
from marketplace_emulator.agreements.state import has_begun
from marketplace_emulator.events.planned import Planned
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, agreements, events
from marketplace_emulator.store.agreements import Ended
from marketplace_emulator.world import World

imitates(
    __name__,
    "unsubscribe-pending comes at the end of a legacy agreement, unsubscribe-success an hour later. Neither comes if it is "
    "renewed or replaced.",
    "doc",
    "seller guide, SNS notifications for SaaS products; that a renewal sends neither is assumed",
)
imitates(
    __name__,
    "Of an agreement that ends before it began, or that was never paid for, AWS tells no more than its end.",
    "assumed",
    "nobody published it",
)

_ENDED = Planned("Purchase Agreement Ended - Proposer", "ended")
_GONE = Planned("License Deprovisioned - Manufacturer", "license_deprovisioned")
MESSAGES: Messages = {
    "sns": (
        Planned("unsubscribe-pending", "unsubscribe_pending"),
        Planned("unsubscribe-success", "unsubscribe_success"),
        Planned("entitlement-updated", "entitlement_updated", only="contract"),
    ),
    "eventbridge": (_ENDED, _GONE),
}
FOLLOWED: Messages = {"sns": (), "eventbridge": (_ENDED, _GONE)}
"""The messages about the end of an agreement that another one follows, which has messages of its own."""
NEVER_BEGAN: Messages = {"sns": (), "eventbridge": (_ENDED,)}
_OF_THE_START = ("subscribe-success", "entitlement-updated", "License Updated - Manufacturer")


def end(world: World, agreement: Row, status: Ended, at: float) -> Change:
    """End an agreement at a time. One that has ended by the clock keeps its end_time."""
    agreement_id = agreement["agreement_id"]
    agreements.change(world.store, agreement_id, at, status=status, end_time=min(at, agreement["end_time"]))
    ended = agreements.find(world.store, agreement_id)
    if not has_begun(agreement, at):
        for type_ in _OF_THE_START:
            events.withdraw(world.store, agreement_id, type_, at)
        return Change(ended, "NEW", NEVER_BEGAN)
    return Change(ended, "NEW", FOLLOWED if status in ("RENEWED", "REPLACED") else MESSAGES)
