"""How EventBridge writes an event: its envelope."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.events.about import About
from marketplace_emulator.events.members import Account, Detail, Time
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "An event's source is aws.agreement-marketplace, its Region us-east-1, and its only resource the agreement's ARN. Its "
    "account is the seller's, and its time has no fractions of seconds.",
    "doc",
    "seller guide, notifications-eventbridge; so in the events of a real purchase, 2026-08-20",
)


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """An event of EventBridge about an agreement."""

    version: Literal["0"] = "0"
    id: str
    detail_type: str = msgspec.field(name="detail-type")
    source: Literal["aws.agreement-marketplace"] = "aws.agreement-marketplace"
    account: Account
    time: Time
    region: Literal["us-east-1"] = "us-east-1"
    resources: Annotated[list[str], Meta(min_length=1, max_length=1)]
    detail: Any


def text(about: About, detail: Detail) -> str:
    """Return the text of an event."""
    event = about.event
    envelope = Envelope(
        id=event["event_id"],
        detail_type=event["type"],
        account=about.row["seller_account"],
        time=duration.iso(event["at"] // 1),
        resources=[f"arn:aws:aws-marketplace::aws:agreement:{about.agreement_id}"],
        detail=detail,
    )
    return msgspec.json.encode(envelope).decode()
