"""Purchase Agreement Created - Proposer: there is a new agreement, by acceptance, replacement or renewal."""

from __future__ import annotations

from marketplace_emulator.events import agreement_detail
from marketplace_emulator.events.about import About
from marketplace_emulator.events.agreement_detail import AgreementDetail
from marketplace_emulator.events.members import Accepted, Detail, Identified, NamedParty, Party, Product
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "The event of a renewal has previousAgreementId, product and proposer.name, and no resaleAuthorization.",
    "doc",
    "seller guide, notifications-eventbridge",
)

TYPE = "Purchase Agreement Created - Proposer"
CHANNEL = "eventbridge"


class RenewedAgreement(Accepted, frozen=True, kw_only=True):
    """An agreement that renews another."""

    previous_agreement_id: str


class RenewedDetail(Detail, frozen=True, kw_only=True):
    """A renewal: the new agreement, the product, the parties and the offer."""

    agreement: RenewedAgreement
    product: Product
    acceptor: Party
    proposer: NamedParty
    offer: Identified


FORMS = (AgreementDetail, RenewedDetail)


def body(about: About) -> AgreementDetail | RenewedDetail:
    """Return the event's detail."""
    previous = about.facts.previous_agreement_id
    if about.facts.intent != "RENEW" or previous is None:
        return agreement_detail.of(about)
    return RenewedDetail(
        request_id=about.request_id,
        agreement=RenewedAgreement(**about.accepted.members(), previous_agreement_id=previous),
        product=about.product,
        acceptor=about.acceptor,
        proposer=about.named_proposer,
        offer=about.offer,
    )
