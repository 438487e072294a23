"""A topic in the seller's own emulator of SNS, which stands for AWS Marketplace's topic; sent by boto3."""

from __future__ import annotations

from marketplace_emulator.deliveries import aws_client, retries
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.deliveries.outcome import Outcome

RETRIES = retries.AWS_SERVICE


class Settings(aws_client.AwsSettings, frozen=True, kw_only=True):
    """Where the topic's service is."""


def check(target: str, settings: Settings) -> None:
    """Raise Conflict for a target that is no topic."""
    aws_client.check_arn(target, settings, "sns", "arn:aws:sns:us-east-1:123456789012:marketplace")


def address(target: str, settings: Settings) -> str:
    """Return the URL that is called."""
    return aws_client.endpoint(target, settings)


def send(message: Message, target: str, settings: Settings, timeout: float) -> Outcome:
    """Publish the message; the topic puts its own envelope around it."""
    topic = aws_client.client("sns", target, settings, timeout)

    def publish() -> Outcome:
        answer = topic.publish(TopicArn=target, Message=message.body)
        return Outcome("delivered", "200", answer["MessageId"])

    return aws_client.attempt(address(target, settings), message.allowed, publish)
