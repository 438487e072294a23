"""A call of a seller's Lambda function: the event as the function's trigger writes it, and the context."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.sns import topic

imitates(
    __name__,
    "A rule of EventBridge calls a Lambda function with the event as it is. A queue and a topic call it with Records: the record "
    "of a queue has the text in its body, and the record of a topic has it in Sns.Message.",
    "doc",
    "Lambda developer guide, using Lambda with EventBridge, with SQS and with SNS",
)
imitates(
    __name__,
    "In the record of a topic, Subject is null if there is none, and two members are called SigningCertUrl and UnsubscribeUrl, "
    "unlike those of the envelope.",
    "seen",
    "events of 2018 and 2019 that sellers of other software published (gist.github.com, mikegrima and purdy)",
)
imitates(
    __name__,
    "A queue calls the function with one record each time, and its record has a receipt handle that nothing can be done with.",
    "assumed",
    "the emulator's own choice: AWS puts up to ten records, or more where a window is set, into one call",
)
imitates(
    __name__,
    "A function that answers a queue with batchItemFailures gets the messages again that it names.",
    "doc",
    "Lambda developer guide, handling errors for an SQS event source; only with ReportBatchItemFailures",
)

Trigger = Literal["eventbridge", "sqs", "sns"]
_QUEUE = "marketplace"
_RENAMED = {"SigningCertURL": "SigningCertUrl", "UnsubscribeURL": "UnsubscribeUrl"}


class LambdaContext(msgspec.Struct, frozen=True):
    """The second argument of the function, with the members that Lambda gives it in Python."""

    aws_request_id: str
    invoked_function_arn: str
    ends_at: float
    function_name: str = "marketplace"
    function_version: str = "$LATEST"
    memory_limit_in_mb: str = "128"
    log_group_name: str = "/aws/lambda/marketplace"
    log_stream_name: str = "marketplace-emulator"
    identity: None = None
    client_context: None = None

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the emulator still waits for the function."""
        return max(0, int((self.ends_at - time.monotonic()) * 1000))


def context(message: Message, timeout: float) -> LambdaContext:
    """Return the context of a call; a retry has the same request id."""
    return LambdaContext(
        str(uuid.uuid5(uuid.UUID(message.event_id), message.subscription_id)),
        f"arn:aws:lambda:{topic.REGION}:{message.account}:function:marketplace",
        time.monotonic() + timeout,
    )


def event(message: Message, trigger: Trigger) -> dict[str, Any]:
    """Return the event with which a trigger calls the function."""
    if trigger == "eventbridge":
        found: dict[str, Any] = msgspec.json.decode(message.body)
        return found
    return {"Records": [_from_queue(message) if trigger == "sqs" else _from_topic(message)]}


def failed(message: Message, trigger: Trigger, answer: object) -> bool:
    """Say whether the function's answer reports the message as failed."""
    if trigger != "sqs" or not isinstance(answer, Mapping):
        return False
    return {"itemIdentifier": message.event_id} in (answer.get("batchItemFailures") or ())


def _from_queue(message: Message) -> dict[str, Any]:
    body = message.body if message.channel == "eventbridge" else message.envelope()
    sent = str(round(message.at * 1000))
    return {
        "messageId": message.event_id,
        "receiptHandle": f"{message.event_id}-{message.attempt}",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": str(message.attempt),
            "SentTimestamp": sent,
            "SenderId": "AIDAEXAMPLEEXAMPLE",
            "ApproximateFirstReceiveTimestamp": sent,
        },
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{topic.REGION}:{message.account}:{_QUEUE}",
        "awsRegion": topic.REGION,
    }


def _from_topic(message: Message) -> dict[str, Any]:
    members: dict[str, str] = msgspec.json.decode(message.envelope())
    sns: dict[str, Any] = {_RENAMED.get(name, name): value for name, value in members.items()}
    return {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": message.subscription_arn,
        "Sns": {"Subject": None, **sns, "MessageAttributes": {}},
    }
