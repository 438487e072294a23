"""Purchase Agreement Ending - Proposer: an agreement ends in some days."""

from __future__ import annotations

from typing import Literal

from marketplace_emulator.events.about import About
from marketplace_emulator.events.members import Detail, Identified, NamedParty, Party, Product, RenewalDecision, Term
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "The event comes daysBeforeEndTime before the end to the second. (The reading agreement_ending_days decides on which days.)",
    "doc",
    "seller guide, notifications-eventbridge, the example of 2026-07-04",
)

TYPE = "Purchase Agreement Ending - Proposer"
CHANNEL = "eventbridge"


class EndingAgreement(Term, frozen=True, kw_only=True):
    """An agreement that ends in some days."""

    status: Literal["ACTIVE"]
    days_before_end_time: Literal[180, 120, 90, 60, 30]
    auto_renewal_enabled: bool


class EndingDetail(Detail, frozen=True, kw_only=True):
    """An end to come: the agreement, its renewal, the product, the parties and the offer."""

    agreement: EndingAgreement
    renewal_summary: RenewalDecision
    product: Product
    acceptor: Party
    proposer: NamedParty
    offer: Identified


FORMS = (EndingDetail,)


def body(about: About) -> EndingDetail:
    """Return the event's detail."""
    return EndingDetail(
        request_id=about.request_id,
        agreement=EndingAgreement(
            **about.term.members(),
            status="ACTIVE",
            days_before_end_time=about.facts.details["days"],
            auto_renewal_enabled=about.auto_renewal_enabled,
        ),
        renewal_summary=about.renewal_decision,
        product=about.product,
        acceptor=about.acceptor,
        proposer=about.named_proposer,
        offer=about.offer,
    )
