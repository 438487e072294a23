"""Purchase Agreement Ended - Proposer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace_emulator.events.facts import Facts

TYPE = "Purchase Agreement Ended - Proposer"
CHANNEL = "eventbridge"


def body(facts: Facts, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of the event's detail."""
    return {
        "agreement": {"id": about["agreement_id"], "status": facts.status},
        "resaleAuthorization": {"id": None},
        "acceptor": {"accountId": about["customer_aws_account_id"]},
        "proposer": {"accountId": about["seller_account"]},
    }
