"""An HTTP endpoint that is subscribed to AWS Marketplace's topics: SNS's own requests, with its envelope, headers and handshake."""

from __future__ import annotations

import msgspec

from marketplace_emulator.deliveries import retries, targets
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.deliveries.outcome import Outcome
from marketplace_emulator.events import CHANNELS
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.sns import topic
from marketplace_emulator.sns.signer import Version

_GUIDE = "SNS developer guide, HTTP/HTTPS headers"
imitates(
    __name__,
    "SNS posts text/plain; charset=UTF-8, and its headers name the type, the message, the topic and, but for confirmations of "
    "a subscription, the subscription.",
    "doc",
    _GUIDE,
)
imitates(
    __name__,
    "With raw delivery the body is the message alone, x-amz-sns-rawdelivery is true, and nothing is signed.",
    "doc",
    "SNS developer guide, raw message delivery",
)

RETRIES = retries.ENDPOINT
CONFIRMS = True
CONFIRMATIONS = ("SubscriptionConfirmation", "UnsubscribeConfirmation")
"""The types of messages that are about the subscription itself; their body is the envelope."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`raw` leaves out the envelope of notifications, and with it the signature, which has this version."""

    raw: bool = False
    signature_version: Version | None = None


def headers(message: Message, settings: Settings) -> dict[str, str]:
    """Return the headers of SNS's request."""
    type_, topic_arn = "Notification", message.topic_arn
    if confirms := message.type in CONFIRMATIONS:
        type_, topic_arn = message.type, msgspec.json.decode(message.body)["TopicArn"]
    found = {
        "x-amz-sns-message-type": type_,
        "x-amz-sns-message-id": message.event_id,
        "x-amz-sns-topic-arn": topic_arn,
    }
    if type_ != "SubscriptionConfirmation":
        found["x-amz-sns-subscription-arn"] = topic.subscription_arn(topic_arn, message.subscription_id)
    if settings.raw and not confirms:
        found["x-amz-sns-rawdelivery"] = "true"
    return {
        **found,
        "Content-Type": "text/plain; charset=UTF-8",
        "User-Agent": "Amazon Simple Notification Service Agent",
    }


def body(message: Message, settings: Settings) -> str:
    """Return the body of SNS's request."""
    if settings.raw or message.type in CONFIRMATIONS:
        return message.body
    return message.envelope(settings.signature_version)


def proven_channels(settings: Settings) -> tuple[str, ...]:
    """Return the channels whose messages are signed: all, or none with raw delivery."""
    return () if settings.raw else CHANNELS


def check(target: str, settings: Settings) -> None:
    """Raise NotAllowed for a target that is no URL."""
    targets.host_of(target)


def address(target: str, settings: Settings) -> str:
    """Return the URL that is called."""
    return target


def send(message: Message, target: str, settings: Settings, timeout: float) -> Outcome:
    """Post the message."""
    from marketplace_emulator.deliveries import http_client

    sent = body(message, settings).encode()
    return http_client.post(target, sent, headers(message, settings), timeout, message.allowed)
