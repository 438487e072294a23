"""License Deprovisioned - Manufacturer: the buyer is entitled to nothing any more."""

from __future__ import annotations

from marketplace_emulator.events import license_detail
from marketplace_emulator.events.about import About
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "License Deprovisioned comes when the hour for the last metering records is over. It goes to the manufacturer, whoever sells.",
    "doc",
    "seller guide, saas-eventbridge-integration",
)

TYPE = "License Deprovisioned - Manufacturer"
CHANNEL = "eventbridge"
FORMS = (license_detail.LicenseDetail,)


def body(about: About) -> license_detail.LicenseDetail:
    """Return the event's detail."""
    return license_detail.of(about)
