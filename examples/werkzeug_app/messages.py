"""AWS's messages about subscriptions: each once, in the order of their times, whether or not the customer has registered."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from .database import database

log = logging.getLogger(__name__)
STATES = {
    "License Updated - Manufacturer": "active",
    "Purchase Agreement Ended - Proposer": "ending",  # an hour is left for the last usage
    "License Deprovisioned - Manufacturer": "ended",
    "subscribe-success": "active",
    "subscribe-fail": "failed",
    "unsubscribe-pending": "ending",
    "unsubscribe-success": "ended",
}

ORDER = ("active", "ending", "ended")


def hear(text: str) -> list[dict[str, Any]]:
    """Obey a message in SNS's envelope, from AWS's topic or from EventBridge; return the accounts that now end."""
    envelope = json.loads(text)
    if envelope["Type"] == "SubscriptionConfirmation":
        log.warning("to hear AWS's messages, open %s", envelope["SubscribeURL"])  # a person does, so it may be any URL
        return []
    message = json.loads(envelope["Message"])
    if "detail-type" in message:
        name, at, who = message["detail-type"], message["time"], message["detail"]["agreement"]["id"]
    else:
        name, at, who = message["action"], envelope["Timestamp"], subscriber(message)
    with database() as db:
        if db.execute("INSERT OR IGNORE INTO messages VALUES (?)", [envelope["MessageId"]]).rowcount == 0:
            return []  # AWS may send a message twice
        state = STATES.get(name)
        before = db.execute("SELECT * FROM subscriptions WHERE subscriber = ?", [who]).fetchone()
        if state is None or (before is not None and is_late(state, at, before, "detail-type" in message)):
            return []
        db.execute("INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?)", [who, state, at])
        accounts = map(dict, db.execute("SELECT * FROM accounts")) if state == "ending" else ()
        return [each for each in accounts if subscriber(each) == who]


def is_late(state: str, at: str, before: Mapping[str, Any], is_agreement: bool) -> bool:
    """Say whether a later message has come before this one. An agreement that ends does not come back; a customer may."""
    return ORDER.index(state) < ORDER.index(before["state"]) if is_agreement else at < before["at"]


def state_of(account: Mapping[str, Any]) -> str:
    """Tell the state of an account's subscription; AWS lets nobody register who has none, so no message means active."""
    with database() as db:
        row = db.execute("SELECT state FROM subscriptions WHERE subscriber = ?", [subscriber(account)]).fetchone()
        return str(row["state"]) if row else "active"


def subscriber(about: Mapping[str, Any]) -> str:
    """Name a subscription as AWS's messages do: by the agreement, or by product and customer for a product without."""
    if about.get("agreement_id"):
        return str(about["agreement_id"])
    code = about.get("product-code", about.get("product_code"))
    return f"{code} {about.get('customer-identifier', about.get('customer_identifier'))}"
