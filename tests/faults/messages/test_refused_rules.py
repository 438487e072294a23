"""Rules about messages that can never fire are refused, with the reason and the next step."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Marketplace, Refused
from tests.deliveries.conftest import buy
from tests.faults.messages.conftest import CREATED

SUBSCRIPTIONS: dict[str, dict[str, Any]] = {
    "secret": {"kind": "http", "to": "http://127.0.0.1:9/", "headers": {"x-api-key": "s"}},
    "open": {"kind": "http", "to": "http://127.0.0.1:9/"},
    "raw": {"kind": "sqs", "to": "http://127.0.0.1:9/1/q", "raw": True},
    "queue": {"kind": "sqs", "to": "http://127.0.0.1:9/1/q"},
    "bus": {
        "kind": "eventbridge",
        "to": "arn:aws:events:us-east-1:123456789012:event-bus/default",
        "endpoint_url": "http://127.0.0.1:9/",
    },
    "typed": {"kind": "http", "to": "http://127.0.0.1:9/", "types": ["subscribe-success"]},
}


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ({"lose": True, "hang": True}, "a fault has exactly one of latency, "),
        ({"lose": False}, "lose"),
        ({"delay": "soon"}, "'soon' is not a length of time; expected e.g. 90s"),
        ({"delay": "400d"}, "delay is '400d', which is out of range; expected 0s to 366d"),
        ({"delay": -1}, "delay"),
        ({"duplicate": 0}, "duplicate"),
        ({"reorder": 0}, "reorder"),
        ({"reorder": 1, "within": "2y"}, "'2y' is not a length of time"),
        ({"lose": True, "within": "1h"}, "within goes with another kind of fault than lose"),
        ({"unknown_type": "subscribe-success"}, "unknown_type is 'subscribe-success', which AWS sends; give a type"),
        (
            {"old_message": "subscribe-sucess"},
            "old_message is 'subscribe-sucess', which is not a type of event; did you",
        ),
        (
            {"old_message": "subscribe-success", "event": CREATED},
            "no agreement has both; give two types of one channel",
        ),
        ({"lose": True, "event": "License Udated"}, "did you mean 'License Updated - Manufacturer'"),
        (
            {"lose": True, "operation": "ResolveCustomer"},
            "lose is a fault of messages, so it would never fire with operation",
        ),
        (
            {"lose": True, "on_call": 2},
            "would never fire with on_call; leave on_call out, or give a fault that goes with it",
        ),
        ({"delay": 1, "token": "valid"}, "would never fire with token"),
        ({"delay": 1, "dimension": "seats"}, "would never fire with dimension"),
        ({"delay": 1, "account": "111122223333"}, "would never fire with account"),
        ({"delay": 1, "region": "us-east-1"}, "would never fire with region"),
        (
            {"hang": True, "event": CREATED},
            "hang is a fault of calls, so it would never fire with event; leave event out, or",
        ),
        (
            {"error": "ThrottlingException", "on_delivery": 1},
            "a fault that goes with it: lose, old_message, reorder, delay",
        ),
        (
            {"hang": True, "subscription_id": "secret"},
            "hang is a fault of calls, so it would never fire with subscription_id",
        ),
        ({"lose": True, "subscription_id": "sub-0"}, "there is no subscription 'sub-0'; "),
        (
            {"lose": True, "subscription_id": "bus", "event": "subscribe-success"},
            "takes the channel eventbridge alone, so",
        ),
        (
            {"lose": True, "subscription_id": "typed", "event": CREATED},
            "takes 'subscribe-success', so 'Purchase Agreement",
        ),
        (
            {"wrong_signature": True, "subscription_id": "open"},
            "is of the kind http, where nothing in a message to it proves",
        ),
        (
            {"wrong_signature": True, "subscription_id": "raw"},
            "give another subscription, such as one of the kind sns_http",
        ),
        ({"wrong_signature": True, "subscription_id": "bus"}, "is of the kind eventbridge"),
        (
            {"wrong_signature": True, "subscription_id": "queue", "event": CREATED},
            "where nothing in a message 'Purchase",
        ),
    ],
)
def test_a_rule_that_could_never_fire_is_refused(marketplace: Marketplace, rule: dict[str, Any], named: str) -> None:
    ids = {
        name: marketplace.subscribe(name=name, **settings)["subscription_id"]
        for name, settings in SUBSCRIPTIONS.items()
    }
    before = marketplace.faults()
    wanted = (
        {**rule, "subscription_id": ids.get(rule["subscription_id"], "sub-0")} if "subscription_id" in rule else rule
    )
    with pytest.raises(Refused) as refused:
        marketplace.add_fault(**wanted)
    assert refused.value.status == 422
    assert named in str(refused.value)
    assert marketplace.faults() == before


def test_a_subscription_of_one_product_tells_no_other(marketplace: Marketplace) -> None:
    one, other = (each["product_code"] for each in marketplace.products())
    found = marketplace.subscribe("http://127.0.0.1:9/", product_code=one)["subscription_id"]
    marketplace.add_fault(lose=True, subscription_id=found, product_code=one)
    with pytest.raises(
        Refused, match=f"takes events about the product {one} alone, .* {other}; leave product_code out"
    ):
        marketplace.add_fault(lose=True, subscription_id=found, product_code=other)


def test_a_product_is_told_about_by_the_messages_of_its_generation(marketplace: Marketplace) -> None:
    agreements = {name: buy(marketplace, name) for name in ("harbor", "quay")}
    for name, other in (("harbor", "subscribe-success"), ("quay", CREATED)):
        for noun in ("agreement_id", "product_code", "license_arn"):
            bound: Any = {noun: agreements[name][noun]}  # type: ignore[literal-required]
            with pytest.raises(
                Refused, match=rf"'{other}' is a message of \w+, which AWS never sends about the product"
            ):
                marketplace.add_fault(lose=True, event=other, **bound)
            with pytest.raises(Refused, match=f"'{other}' is a message of"):
                marketplace.add_fault(old_message=other, **bound)
    marketplace.add_fault(lose=True, event=CREATED, product_code="of-a-product-that-comes-later")


@pytest.mark.parametrize(
    "rule",
    [
        {"wrong_signature": True, "subscription_id": "secret"},
        {"wrong_signature": True, "subscription_id": "queue"},
        {"wrong_signature": True, "subscription_id": "queue", "event": "subscribe-success"},
        {"lose": True, "subscription_id": "typed", "event": "subscribe-success"},
    ],
)
def test_a_rule_that_can_fire_is_taken(marketplace: Marketplace, rule: dict[str, Any]) -> None:
    found = marketplace.subscribe(name="one", **SUBSCRIPTIONS[rule["subscription_id"]])["subscription_id"]
    assert marketplace.add_fault(**{**rule, "subscription_id": found})["seen"] == 0
