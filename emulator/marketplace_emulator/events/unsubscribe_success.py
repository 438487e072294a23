"""unsubscribe-success, on the subscription topic of a legacy product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace_emulator.events.facts import Facts

TYPE = "unsubscribe-success"
CHANNEL = "sns"


def body(facts: Facts, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of the message."""
    return {
        "action": TYPE,
        "customer-identifier": about["customer_identifier"],
        "product-code": about["product_code"],
        "offer-identifier": facts.offer_id,
        "isFreeTrialTermPresent": str(facts.free_trial).lower(),
    }
