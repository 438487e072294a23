"""A Lambda function of this process is called as EventBridge, a queue or a topic calls it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from marketplace_emulator import Marketplace, Refused
from tests.deliveries.conftest import buy

CREATED = "Purchase Agreement Created - Proposer"


def calls_of(marketplace: Marketplace, product: str, **settings: Any) -> list[tuple[Any, Any]]:
    """Let a buyer buy a product, and return the events and contexts with which a function was called."""
    calls: list[tuple[Any, Any]] = []

    def handler(event: Any, context: Any) -> None:
        calls.append((event, context))

    marketplace.subscribe(handler, **settings)
    buy(marketplace, product)
    marketplace.clock.advance("12s")
    return calls


@pytest.mark.parametrize("trigger", ["eventbridge", "sqs", "sns"])
def test_an_event_of_eventbridge(marketplace: Marketplace, trigger: Any) -> None:
    [(event, _)] = calls_of(marketplace, "harbor", trigger=trigger)
    if trigger != "eventbridge":
        [record] = event["Records"]
        event = json.loads(record["body"] if trigger == "sqs" else record["Sns"]["Message"])
    assert event["detail-type"] == CREATED
    assert event == json.loads(str(marketplace.events()[0]["body"]))


def test_a_message_of_sns_in_a_queue(marketplace: Marketplace) -> None:
    [(event, _)] = calls_of(marketplace, "quay", trigger="sqs")
    [record] = event["Records"]
    [told] = marketplace.events()
    assert list(record) == [
        *("messageId", "receiptHandle", "body", "attributes", "messageAttributes", "md5OfBody"),
        *("eventSource", "eventSourceARN", "awsRegion"),
    ]
    assert record["md5OfBody"] == hashlib.md5(record["body"].encode()).hexdigest()
    envelope = json.loads(record["body"])
    assert (envelope["Type"], envelope["Message"]) == ("Notification", told["body"])
    assert record["attributes"]["SentTimestamp"].isdecimal()


def test_a_message_of_sns_from_its_topic(marketplace: Marketplace) -> None:
    [(event, _)] = calls_of(marketplace, "quay", trigger="sns")
    [record] = event["Records"]
    assert (record["EventSource"], record["EventVersion"]) == ("aws:sns", "1.0")
    sns = record["Sns"]
    assert record["EventSubscriptionArn"].startswith(f"{sns['TopicArn']}:")
    assert json.loads(sns["Message"])["action"] == "subscribe-success"
    assert (sns["Subject"], sns["MessageAttributes"]) == (None, {})
    assert {"SigningCertUrl", "UnsubscribeUrl"} < set(sns)


def test_eventbridge_calls_nobody_with_a_message_of_sns(marketplace: Marketplace) -> None:
    assert calls_of(marketplace, "quay", trigger="eventbridge") == []
    with pytest.raises(Refused, match="function takes no messages of sns, such as 'subscribe-success'"):
        calls_of(marketplace, "quay", trigger="eventbridge", types=["subscribe-success"])


def test_the_context(marketplace: Marketplace) -> None:
    [(_, context)] = calls_of(marketplace, "harbor", trigger="eventbridge")
    assert 0 < context.get_remaining_time_in_millis() <= 15_000
    assert context.invoked_function_arn.endswith(f":function:{context.function_name}")


def test_a_record_that_is_reported_as_failed_comes_again(marketplace: Marketplace) -> None:
    received = []

    def handler(event: Any, _: Any) -> Any:
        [record] = event["Records"]
        received.append(record["attributes"]["ApproximateReceiveCount"])
        failed = [{"itemIdentifier": record["messageId"]}] if len(received) == 1 else []
        return {"batchItemFailures": failed}

    marketplace.subscribe(handler, trigger="sqs")
    buy(marketplace, "quay")
    marketplace.clock.advance("1m")
    [delivery] = marketplace.events()[0]["deliveries"]
    assert [each["outcome"] for each in delivery["attempts"]] == ["reported the message as failed", "returned"]
    assert received == ["1", "2"]


def test_a_function_that_takes_something_else_is_refused(marketplace: Marketplace) -> None:
    def handler(event: Any, context: Any) -> None:
        raise AssertionError((event, context))

    with pytest.raises(Refused, match=r"is called with \(message\); of a Lambda function give the trigger"):
        marketplace.subscribe(handler)
    with pytest.raises(Refused, match=r"is called with \(event, context\); leave the trigger out"):
        marketplace.subscribe([].append, trigger="sqs")
    with pytest.raises(Refused, match="trigger is not a setting of the kind http"):
        marketplace.subscribe("http://127.0.0.1:1/", trigger="sqs")
