"""A seller's worker reads from its queue what AWS would have put there, whichever way it came."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.deliveries.conftest import buy
from tests.deliveries.moto_server import Aws, moto_server

BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"
SOURCE = "aws.agreement-marketplace"


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    """The seller's own emulator of AWS."""
    with moto_server() as found:
        yield found


def purchase(marketplace: Marketplace) -> None:
    """Let buyers buy a product of each generation and cancel; all that AWS tells of it has come when this returns."""
    for product, buyer in (("harbor", "alder"), ("quay", "birch")):
        agreement = buy(marketplace, product, buyer)
        marketplace.clock.advance("2m")
        marketplace.cancel_agreement(agreement["agreement_id"])
        marketplace.clock.advance("2h")


def told(marketplace: Marketplace, channel: str) -> list[Any]:
    """Return the messages of a channel in the order of their times."""
    sent = [each for each in marketplace.events() if each["channel"] == channel]
    return [json.loads(each["body"]) for each in sorted(sent, key=lambda each: each["at"])]


@pytest.mark.parametrize("by", ["url", "arn"])
def test_a_queue(marketplace: Marketplace, aws: Aws, by: str) -> None:
    url, arn = aws.queue()
    if by == "url":
        marketplace.subscribe(url, kind="sqs")
    else:
        marketplace.subscribe(arn, kind="sqs", endpoint_url=aws.url)
    purchase(marketplace)
    bodies = [json.loads(each["Body"]) for each in aws.read(url)]
    events = [each for each in bodies if "detail-type" in each]
    notifications = [json.loads(each["Message"]) for each in bodies if each.get("Type") == "Notification"]
    assert events == told(marketplace, "eventbridge")
    assert notifications == told(marketplace, "sns")
    assert len(events) == 4
    assert [each["action"] for each in notifications] == [
        "subscribe-success",
        "unsubscribe-pending",
        "unsubscribe-success",
    ]
    assert len(bodies) == 7


def test_a_queue_with_raw_delivery(marketplace: Marketplace, aws: Aws) -> None:
    url, _ = aws.queue()
    marketplace.subscribe(url, kind="sqs", raw=True, types=["subscribe-success"])
    purchase(marketplace)
    [event] = marketplace.events(type="subscribe-success")
    assert [each["Body"] for each in aws.read(url)] == [event["body"]]


def test_a_topic(marketplace: Marketplace, aws: Aws) -> None:
    url, queue_arn = aws.queue()
    topic_arn = aws.topic(queue_arn)
    marketplace.subscribe(topic_arn, kind="sns", endpoint_url=aws.url)
    purchase(marketplace)
    envelopes = [json.loads(each["Body"]) for each in aws.read(url)]
    assert {each["TopicArn"] for each in envelopes} == {topic_arn}
    found = [json.loads(each["Message"]) for each in envelopes]
    assert found == told(marketplace, "eventbridge") + told(marketplace, "sns")


def test_a_bus_gets_no_message_of_sns(marketplace: Marketplace, aws: Aws) -> None:
    url, queue_arn = aws.queue()
    aws.rule(SOURCE, queue_arn)
    marketplace.subscribe(BUS, kind="eventbridge", endpoint_url=aws.url)
    purchase(marketplace)
    found = [json.loads(each["Body"]) for each in aws.read(url)]
    theirs = ("id", "account")  # the bus has its own
    expected = [{name: each[name] for name in each if name not in theirs} for each in told(marketplace, "eventbridge")]
    assert [{name: each[name] for name in each if name not in theirs} for each in found] == expected


def test_a_bus_that_takes_no_source_of_aws_gets_another(marketplace: Marketplace, aws: Aws) -> None:
    url, queue_arn = aws.queue()
    aws.rule("local.agreement-marketplace", queue_arn)
    marketplace.subscribe(BUS, kind="eventbridge", endpoint_url=aws.url, source="local.agreement-marketplace")
    purchase(marketplace)
    assert len(aws.read(url)) == len(told(marketplace, "eventbridge"))


def test_a_queue_that_is_missing_is_told(marketplace: Marketplace, aws: Aws) -> None:
    marketplace.subscribe("arn:aws:sqs:us-east-1:123456789012:missing", kind="sqs", endpoint_url=aws.url)
    buy(marketplace, "quay")
    marketplace.clock.advance("1m")
    [event] = marketplace.events(type="subscribe-success")
    [delivery] = event["deliveries"]
    [attempt] = delivery["attempts"]
    assert (delivery["state"], attempt["outcome"]) == ("lost", "400 AWS.SimpleQueueService.NonExistentQueue")
