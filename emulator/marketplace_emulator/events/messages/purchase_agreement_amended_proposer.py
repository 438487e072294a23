"""Purchase Agreement Amended - Proposer: an agreement has changed, or a party turned its renewal on or off."""

from __future__ import annotations

from marketplace_emulator.events.about import About
from marketplace_emulator.events.members import (
    Accepted,
    Detail,
    Identified,
    Party,
    Product,
    RenewalDecision,
    ResaleAuthorization,
)
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "A party that turns the renewal on or off amends the agreement; the event has autoRenewalEnabled and renewalSummary.",
    "doc",
    "seller guide, notifications-eventbridge; buyer guide, agreement-eventbridge",
)

TYPE = "Purchase Agreement Amended - Proposer"
CHANNEL = "eventbridge"


class AmendedAgreement(Accepted, frozen=True, kw_only=True):
    """An agreement that was amended, and whether it renews by itself."""

    auto_renewal_enabled: bool


class AmendedDetail(Detail, frozen=True, kw_only=True):
    """An amendment: the agreement, its renewal, the product, the parties and the offer."""

    agreement: AmendedAgreement
    renewal_summary: RenewalDecision
    product: Product
    resale_authorization: ResaleAuthorization
    acceptor: Party
    proposer: Party
    offer: Identified


FORMS = (AmendedDetail,)


def body(about: About) -> AmendedDetail:
    """Return the event's detail."""
    return AmendedDetail(
        request_id=about.request_id,
        agreement=AmendedAgreement(**about.accepted.members(), auto_renewal_enabled=about.auto_renewal_enabled),
        renewal_summary=about.renewal_decision,
        product=about.product,
        resale_authorization=about.resale_authorization,
        acceptor=about.acceptor,
        proposer=about.proposer,
        offer=about.offer,
    )
