"""License Updated - Manufacturer: what the buyer is entitled to has changed; GetEntitlements tells how."""

from __future__ import annotations

from marketplace_emulator.events import license_detail
from marketplace_emulator.events.about import About
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "License Updated comes when an agreement starts, and when what it grants changes. It goes to the manufacturer, whoever sells.",
    "doc",
    "seller guide, saas-eventbridge-integration",
)

TYPE = "License Updated - Manufacturer"
CHANNEL = "eventbridge"
FORMS = (license_detail.LicenseDetail,)


def body(about: About) -> license_detail.LicenseDetail:
    """Return the event's detail."""
    return license_detail.of(about)
