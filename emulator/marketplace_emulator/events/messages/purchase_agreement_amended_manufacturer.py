"""Purchase Agreement Amended - Manufacturer: a reseller's agreement about the seller's product has changed."""

from __future__ import annotations

from marketplace_emulator.events import agreement_detail
from marketplace_emulator.events.about import About

TYPE = "Purchase Agreement Amended - Manufacturer"
CHANNEL = "eventbridge"
FORMS = (agreement_detail.AgreementDetail,)


def body(about: About) -> agreement_detail.AgreementDetail:
    """Return the event's detail."""
    return agreement_detail.of(about)
