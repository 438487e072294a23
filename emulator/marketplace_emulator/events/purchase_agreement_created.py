"""Purchase Agreement Created - Proposer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace_emulator import duration
from marketplace_emulator.events.facts import Facts

TYPE = "Purchase Agreement Created - Proposer"
CHANNEL = "eventbridge"


def body(facts: Facts, about: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of the event's detail."""
    return {
        "agreement": {
            "id": about["agreement_id"],
            "intent": facts.intent,
            "status": facts.status,
            "acceptanceTime": duration.iso(facts.accepted_at),
            "startTime": duration.iso(facts.start_time),
            "endTime": duration.iso(facts.end_time),
        },
        "resaleAuthorization": {"id": None},
        "acceptor": {"accountId": about["customer_aws_account_id"]},
        "proposer": {"accountId": about["seller_account"]},
        "offer": {"id": facts.offer_id},
    }
