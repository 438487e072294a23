"""Purchase Agreement Renewal Upcoming - Proposer: the renewal can no longer be turned off."""

from __future__ import annotations

from marketplace_emulator.events.about import About
from marketplace_emulator.events.members import Detail, Member, Money, NamedParty, Party, Product, Term
from marketplace_emulator.events.renewal import CURRENCY
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "The event comes when the lockout period starts, if the agreement renews by itself.",
    "doc",
    "seller guide, notifications-eventbridge",
)

TYPE = "Purchase Agreement Renewal Upcoming - Proposer"
CHANNEL = "eventbridge"


class LockedRenewal(Member, frozen=True, kw_only=True):
    """What the renewal is worth."""

    lockout_reached: bool = True
    tcv: Money
    currency: str


class UpcomingDetail(Detail, frozen=True, kw_only=True):
    """A renewal to come: the agreement, what it is worth, the product and the parties."""

    agreement: Term
    renewal_summary: LockedRenewal
    product: Product
    acceptor: Party
    proposer: NamedParty


FORMS = (UpcomingDetail,)


def body(about: About) -> UpcomingDetail:
    """Return the event's detail."""
    return UpcomingDetail(
        request_id=about.request_id,
        agreement=about.term,
        renewal_summary=LockedRenewal(tcv=about.renewal.total, currency=CURRENCY),
        product=about.product,
        acceptor=about.acceptor,
        proposer=about.named_proposer,
    )
