"""The end of an agreement, whatever brings it about."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace_emulator.agreements.change import Change, Messages
from marketplace_emulator.agreements.state import has_begun
from marketplace_emulator.events.planned import Planned
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, events
from marketplace_emulator.store.agreements import Ended, change_all
from marketplace_emulator.world import World

imitates(
    __name__,
    "unsubscribe-pending comes at the end of a legacy agreement, unsubscribe-success an hour later.",
    "doc",
    "seller guide, SNS notifications for SaaS products",
)
imitates(
    __name__,
    "Neither unsubscribe-pending nor unsubscribe-success comes of an agreement that is renewed or replaced.",
    "assumed",
    "nobody published it",
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
    return end_all(world, [(agreement, at)], status)[0]


def end_all(world: World, agreements: Sequence[tuple[Row, float]], status: Ended) -> list[Change]:
    """End agreements, each at a time."""
    never = [(each["agreement_id"], at) for each, at in agreements if not has_begun(each, at)]
    events.withdraw(world.store, never, _OF_THE_START)
    messages = FOLLOWED if status in ("RENEWED", "REPLACED") else MESSAGES
    ended = change_all(world.store, agreements, status=status, end_time=lambda each, at: min(at, each["end_time"]))
    return [
        Change(new, at, "NEW", messages if has_begun(old, at) else NEVER_BEGAN)
        for new, (old, at) in zip(ended, agreements, strict=True)
    ]
