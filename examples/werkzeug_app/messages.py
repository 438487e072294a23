"""AWS's messages about subscriptions: each once, in the order of their times, whether or not the customer has registered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .database import database

STATES = {
    "License Updated - Manufacturer": "active",
    "Purchase Agreement Ended - Proposer": "ending",  # an hour is left for the last usage
    "License Deprovisioned - Manufacturer": "ended",
    "subscribe-success": "active",
    "subscribe-fail": "failed",
    "unsubscribe-pending": "ending",
    "unsubscribe-success": "ended",
}


def hear(text: str) -> list[dict[str, Any]]:
    """Obey a message in SNS's envelope, from AWS's topic or from EventBridge; return the accounts that now end."""
    envelope = json.loads(text)
    message = json.loads(envelope["Message"])
    if "detail-type" in message:
        name, at, who = message["detail-type"], message["time"], message["detail"]["agreement"]["id"]
    else:
        name, at, who = message["action"], envelope["Timestamp"], subscriber(message)
    with database() as db:
        if db.execute("INSERT OR IGNORE INTO messages VALUES (?)", [envelope["MessageId"]]).rowcount == 0:
            return []  # AWS may send a message twice
        before = db.execute("SELECT * FROM subscriptions WHERE subscriber = ?", [who]).fetchone()
        # An agreement does not come back, though its messages may be late. A legacy customer does, by subscribing anew.
        is_over = before is not None and "detail-type" in message and before["state"] in ("ending", "ended")
        too_late = before is not None and at < before["at"]
        state = STATES.get(name)
        if state is None or too_late or (is_over and state == "active"):
            return []
        db.execute("INSERT OR REPLACE INTO subscriptions VALUES (?, ?, ?)", [who, state, at])
        accounts = map(dict, db.execute("SELECT * FROM accounts")) if state == "ending" else ()
        return [each for each in accounts if subscriber(each) == who]


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
