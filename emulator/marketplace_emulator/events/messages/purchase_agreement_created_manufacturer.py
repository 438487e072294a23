"""Purchase Agreement Created - Manufacturer: a reseller has a new agreement about the seller's product."""

from __future__ import annotations

from marketplace_emulator.events import agreement_detail
from marketplace_emulator.events.about import About
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "The manufacturer's event of a renewal is that of a new agreement with the intent RENEW.",
    "assumed",
    "the seller guide shows another form of it to the proposer only",
)

TYPE = "Purchase Agreement Created - Manufacturer"
CHANNEL = "eventbridge"
FORMS = (agreement_detail.AgreementDetail,)


def body(about: About) -> agreement_detail.AgreementDetail:
    """Return the event's detail."""
    return agreement_detail.of(about)
