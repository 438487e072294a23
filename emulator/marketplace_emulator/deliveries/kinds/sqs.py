"""A queue: what AWS's own SNS or EventBridge would put there, sent by boto3."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from marketplace_emulator.deliveries import aws_client, retries, targets
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.deliveries.outcome import Outcome
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.sns.signer import Version
from marketplace_emulator.store.problems import Conflict

imitates(
    __name__,
    "In a queue, a message of SNS is in its envelope, without attributes, and with raw delivery it is alone. An event that "
    "EventBridge sends to a queue is the event alone.",
    "seen",
    "messages of 2023-02 and 2024-09 that sellers published; EventBridge guide, SQS as a target",
)
imitates(
    __name__,
    "AWS Marketplace's topics send to no FIFO queue.",
    "doc",
    "SNS developer guide: a standard topic sends to standard queues alone",
)

_EXAMPLE = "arn:aws:sqs:us-east-1:123456789012:marketplace, or the queue's URL"

RETRIES = retries.AWS_SERVICE


class Settings(aws_client.AwsSettings, frozen=True, kw_only=True):
    """Where the queue's service is, if the target is an ARN; `raw` leaves out SNS's envelope, which has this signature."""

    raw: bool = False
    signature_version: Version | None = None


def proven_channels(settings: Settings) -> tuple[str, ...]:
    """Return the channel whose messages are signed: SNS's, unless its envelope is left out."""
    return () if settings.raw else ("sns",)


def check(target: str, settings: Settings) -> None:
    """Raise Conflict for a target that is no queue, or a FIFO queue."""
    if not target.startswith(("http://", "https://")):
        aws_client.check_arn(target, settings, "sqs", _EXAMPLE)
    elif targets.host_of(target) and not urlsplit(target).path.strip("/"):
        raise Conflict(f"the target is {target!r}; expected {_EXAMPLE}")
    if target.endswith(".fifo"):
        raise Conflict(
            f"the queue {target} is a FIFO queue, to which AWS Marketplace's topics cannot send; give a standard queue"
        )


def body(message: Message, settings: Settings) -> str:
    """Return what is put into the queue."""
    if settings.raw or message.channel == "eventbridge":
        return message.body
    return message.envelope(settings.signature_version)


def address(target: str, settings: Settings) -> str:
    """Return the URL that is called."""
    return aws_client.endpoint(target, settings)


def send(message: Message, target: str, settings: Settings, timeout: float) -> Outcome:
    """Put the message into the queue."""
    sqs = aws_client.client("sqs", target, settings, timeout)

    def put() -> Outcome:
        answer = sqs.send_message(QueueUrl=_url(sqs, target), MessageBody=body(message, settings))
        return Outcome("delivered", "200", answer["MessageId"])

    return aws_client.attempt(address(target, settings), message.allowed, put)


def _url(sqs: Any, target: str) -> str:
    found = aws_client.arn(target, "sqs")
    if found is None:
        return target
    answer = sqs.get_queue_url(QueueName=found["name"], QueueOwnerAWSAccountId=found["account"])
    return str(answer["QueueUrl"])
