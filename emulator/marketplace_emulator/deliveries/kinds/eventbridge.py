"""An event bus in the seller's own emulator of EventBridge; sent by boto3.

The bus gives the event an id and an account of its own. AWS's buses take no source that begins with `aws.` from anybody but
AWS, and refuse the event (NotAuthorizedForSourceException); moto's take it. `source` sends another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator.deliveries import aws_client, retries
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.deliveries.outcome import Outcome

_REFUSED = "NotAuthorizedForSourceException"

RETRIES = retries.AWS_SERVICE


class Settings(aws_client.AwsSettings, frozen=True, kw_only=True):
    """Where the bus's service is; `source` is sent instead of aws.agreement-marketplace."""

    source: str | None = None


def check(target: str, settings: Settings) -> None:
    """Raise Conflict for a target that is no event bus."""
    aws_client.check_arn(target, settings, "events", "arn:aws:events:us-east-1:123456789012:event-bus/default")


def channel(settings: Settings) -> str:
    """Return eventbridge: messages of SNS do not go through EventBridge."""
    return "eventbridge"


def address(target: str, settings: Settings) -> str:
    """Return the URL that is called."""
    return aws_client.endpoint(target, settings)


def send(message: Message, target: str, settings: Settings, timeout: float) -> Outcome:
    """Put the event on the bus."""
    bus, event = aws_client.client("events", target, settings, timeout), msgspec.json.decode(message.body)

    def put() -> Outcome:
        [answer] = bus.put_events(Entries=[_entry(event, target, settings)])["Entries"]
        code = answer.get("ErrorCode")
        if code is None:
            return Outcome("delivered", "200", answer["EventId"])
        advice = "; add the subscription with a source that does not begin with aws." if code == _REFUSED else ""
        again = code in ("ThrottlingException", "InternalFailure")
        return Outcome("again" if again else "lost", code, f"{answer.get('ErrorMessage')}{advice}")

    return aws_client.attempt(address(target, settings), message.allowed, put)


def _entry(event: Mapping[str, Any], target: str, settings: Settings) -> dict[str, Any]:
    return {
        "Source": settings.source or event["source"],
        "DetailType": event["detail-type"],
        "Detail": msgspec.json.encode(event["detail"]).decode(),
        "Resources": event["resources"],
        "Time": event["time"],
        "EventBusName": target,
    }
