"""How EventBridge writes an event: its envelope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator import duration
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row

imitates(
    __name__,
    "An event's source is aws.agreement-marketplace, its Region us-east-1, and its only resource the agreement's ARN.",
    "doc",
    "seller guide, notifications of agreements by EventBridge",
)


def text(event: Row, members: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """Return an event in its envelope."""
    envelope = {
        "version": "0",
        "id": event["event_id"],
        "detail-type": event["type"],
        "source": "aws.agreement-marketplace",
        "account": about["seller_account"],
        "time": duration.iso(event["at"] // 1),
        "region": "us-east-1",
        "resources": [f"arn:aws:aws-marketplace::aws:agreement:{event['agreement_id']}"],
        "detail": {"requestId": event["event_id"], "catalog": "AWSMarketplace", **members},
    }
    return msgspec.json.encode(envelope).decode()
