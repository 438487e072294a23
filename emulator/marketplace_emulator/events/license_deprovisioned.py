"""License Deprovisioned - Manufacturer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace_emulator.events.facts import Facts

TYPE = "License Deprovisioned - Manufacturer"
CHANNEL = "eventbridge"


def body(facts: Facts, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of the event's detail."""
    return {
        "agreement": {"id": about["agreement_id"]},
        "product": {"code": about["product_code"], "id": about["product_id"]},
        "license": {"arn": about["license_arn"]},
        "acceptor": {"accountId": about["customer_aws_account_id"]},
        "proposer": {"accountId": about["seller_account"]},
        "offer": {"id": facts.offer_id},
    }
