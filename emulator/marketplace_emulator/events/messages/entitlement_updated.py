"""entitlement-updated: what a buyer is entitled to has changed; GetEntitlements tells how."""

from __future__ import annotations

from marketplace_emulator.events import sns
from marketplace_emulator.events.about import About
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "entitlement-updated is the same message whatever happened: action, customer-identifier and product-code.",
    "doc",
    "seller guide, saas-notification; a message of 2024-09-18 has these members",
)

TYPE = "entitlement-updated"
CHANNEL = "sns"
FORMS = (sns.Update,)


def body(about: About) -> sns.Update:
    """Return the message."""
    return sns.Update(
        action=TYPE, customer_identifier=about.row["customer_identifier"], product_code=about.row["product_code"]
    )
