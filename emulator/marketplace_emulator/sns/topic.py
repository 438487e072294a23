"""The topics to which messages are published, and the ARNs of their subscriptions."""

from __future__ import annotations

import uuid

from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "A legacy product has two topics of AWS Marketplace's own account: aws-mp-subscription-notification-<product code>, and "
    "aws-mp-entitlement-notification-<product code> for entitlement-updated.",
    "seen",
    "messages of 2023-02 and 2024-09 that sellers published; the seller guide has the same names",
)
imitates(
    __name__,
    "An event of EventBridge that goes to SNS comes from a topic of the seller's own, here marketplace-events.",
    "doc",
    "EventBridge guide, SNS topics as targets of a rule; the topic's name is the emulator's choice",
)

REGION = "us-east-1"
MARKETPLACE_ACCOUNT = "287250355862"
"""AWS Marketplace's account for topics."""
ENTITLEMENTS = ("entitlement-updated",)
"""The messages of the entitlement topic."""


def arn(product_code: str, type_: str) -> str:
    """Return the ARN of the topic of a legacy product to which messages of a type are published."""
    kind = "entitlement" if type_ in ENTITLEMENTS else "subscription"
    return f"arn:aws:sns:{REGION}:{MARKETPLACE_ACCOUNT}:aws-mp-{kind}-notification-{product_code}"


def sellers_own(account: str) -> str:
    """Return the ARN of the seller's topic to which EventBridge publishes."""
    return f"arn:aws:sns:{REGION}:{account}:marketplace-events"


def subscription_arn(topic_arn: str, subscription_id: str) -> str:
    """Return the ARN of a subscription to a topic; the last part, a UUID, is the same for all topics."""
    return f"{topic_arn}:{uuid.uuid5(uuid.NAMESPACE_URL, f'sns-subscription:{subscription_id}')}"
