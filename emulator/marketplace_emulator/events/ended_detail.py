"""The detail of the events that tell the end of an agreement."""

from __future__ import annotations

from typing import cast

import msgspec

from marketplace_emulator.events.about import About
from marketplace_emulator.events.members import Detail, Identified, Member, Party, ResaleAuthorization
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store.agreements import Ended

imitates(
    __name__,
    "The status of an agreement that has ended is CANCELLED, EXPIRED, TERMINATED, RENEWED or REPLACED.",
    "doc",
    "buyer guide, agreement-eventbridge",
)


class EndedAgreement(Member, frozen=True, kw_only=True):
    """An agreement that has ended; the status says how."""

    id: str
    status: Ended


class EndedDetail(Detail, frozen=True, kw_only=True):
    """An agreement that has ended, and its parties; the offer by the reading `ended_event_has_offer`."""

    agreement: EndedAgreement
    resale_authorization: ResaleAuthorization
    acceptor: Party
    proposer: Party
    offer: Identified | msgspec.UnsetType = msgspec.UNSET


def of(about: About) -> EndedDetail:
    """Return the detail."""
    return EndedDetail(
        request_id=about.request_id,
        agreement=EndedAgreement(id=about.agreement_id, status=cast(Ended, about.facts.status)),
        resale_authorization=about.resale_authorization,
        acceptor=about.acceptor,
        proposer=about.proposer,
        offer=about.offer if about.readings["ended_event_has_offer"] == "present" else msgspec.UNSET,
    )
