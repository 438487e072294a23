"""Subscriptions: whether an agreement takes a customer's usage."""

from __future__ import annotations

from marketplace_emulator import duration
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.readings.usage import FINAL_USAGE_SECONDS
from marketplace_emulator.store import Row
from marketplace_emulator.timings import LAST_USAGE

imitates(
    __name__,
    "Usage is judged by the agreement as it is at the time of the call: active, and the buyer's account not suspended.",
    "doc",
    "AWS agent toolkit, skill aws-marketplace-metering",
)
imitates(
    __name__,
    "After an agreement has ended, usage of hours that began before the end is accepted until the license is deprovisioned, or "
    "until unsubscribe-success. (The reading final_usage_hour decides when these come, and final_window_opens_at whether they close "
    "that time or open it.)",
    "doc",
    "seller guide, saas-eventbridge-integration and saas-notification",
)
imitates(
    __name__,
    "Where the deprovisioning of the license opens the last hour for usage, usage is accepted from the end of the agreement on, too.",
    "assumed",
    "nobody published what becomes of usage between the two",
)
imitates(
    __name__,
    "For metering, an agreement also ends by the clock, at its end_time.",
    "assumed",
    "nobody published how soon AWS notices",
)


def is_active(agreement: Row, at: float) -> bool:
    """Say whether an agreement is in force at a time: active, paid for, begun, and not past the end."""
    return (
        agreement["status"] == "ACTIVE"
        and not agreement["payment_failed"]
        and bool(agreement["start_time"] <= at < agreement["end_time"])
    )


def refusal(call: Call, generation: str, agreement: Row, hour: int) -> str | None:
    """Return why an agreement does not take the usage of an hour now, or None if it does.

    `agreement` also has `suspended` of its buyer; the generation is its product's.
    """
    if agreement["suspended"]:
        return f"the account {agreement['customer_aws_account_id']} is suspended"
    if is_active(agreement, call.at):
        return None
    name, end = f"the agreement {agreement['agreement_id']}", agreement["end_time"]
    if end <= agreement["start_time"]:
        return f"{name} ended before it began"
    if agreement["payment_failed"]:
        return f"the payment for {name} failed"
    if call.at < end:
        if agreement["status"] != "ACTIVE":
            return f"{name} is {agreement['status']}"
        return f"{name} begins at {duration.iso(agreement['start_time'])}"
    ended = f"{name} ended at {duration.iso(end)}"
    if hour >= end:
        return f"{ended}, before the hour of the usage began"
    closes, length = end + call.timings[LAST_USAGE[generation]], call.reading("final_usage_hour")
    if call.reading("final_window_opens_at") == "license_deprovisioned":
        closes += FINAL_USAGE_SECONDS[length]
    return None if call.at < closes else f"{ended}, and took its last usage until {duration.iso(closes)}"
