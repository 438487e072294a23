"""The detail of the events that tell an agreement as it was accepted or amended."""

from __future__ import annotations

from marketplace_emulator.events.about import About
from marketplace_emulator.events.members import Accepted, Detail, Identified, Party, ResaleAuthorization


class AgreementDetail(Detail, frozen=True, kw_only=True):
    """An agreement, its parties and its offer."""

    agreement: Accepted
    resale_authorization: ResaleAuthorization
    acceptor: Party
    proposer: Party
    offer: Identified


def of(about: About) -> AgreementDetail:
    """Return the detail."""
    return AgreementDetail(
        request_id=about.request_id,
        agreement=about.accepted,
        resale_authorization=about.resale_authorization,
        acceptor=about.acceptor,
        proposer=about.proposer,
        offer=about.offer,
    )
