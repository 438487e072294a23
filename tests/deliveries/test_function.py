"""A function of this process gets the messages of an emulator in it, and may ask AWS and the emulator meanwhile."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import weakref
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace, NotDelivered, Refused, connect
from marketplace_emulator.deliveries.kinds import function
from tests.deliveries.conftest import buy


def test_a_function_can_meter_at_the_end_of_an_agreement(marketplace: Marketplace) -> None:
    answers = []

    def handler(event: dict[str, Any]) -> None:
        if event["detail-type"] == "Purchase Agreement Ended - Proposer":
            agreement = next(each for each in marketplace.agreements() if each["status"] == "CANCELLED")
            usage = {
                "Timestamp": marketplace.clock.now() - timedelta(hours=1),
                "CustomerAWSAccountId": agreement["customer_aws_account_id"],
                "LicenseArn": agreement["license_arn"],
                "Dimension": "hours",
                "Quantity": 3,
            }
            answers.extend(marketplace.client().batch_meter_usage(UsageRecords=[usage])["Results"])

    product = marketplace.create_product("hourly", dimensions=[{"key": "hours", "types": ["ExternallyMetered"]}])
    buyer = marketplace.buyers()[0]["customer_aws_account_id"]
    agreement = marketplace.create_agreement(product_code=product["product_code"], customer_aws_account_id=buyer)
    marketplace.subscribe(handler)
    marketplace.clock.advance("3h")
    marketplace.cancel_agreement(agreement["agreement_id"])
    marketplace.clock.advance("400d")
    assert [each["Status"] for each in answers] == ["Success"]


def test_an_exception_is_a_failed_attempt(marketplace: Marketplace) -> None:
    calls = []

    def handler(event: dict[str, Any]) -> str:
        calls.append(event["id"])
        if len(calls) < 3:
            raise KeyError("customer")
        return "stored"

    marketplace.subscribe(handler)
    buy(marketplace)
    marketplace.clock.advance("60s")
    [event] = marketplace.events()
    attempts = event["deliveries"][0]["attempts"]
    assert [each["outcome"] for each in attempts] == ["raised KeyError", "raised KeyError", "returned"]
    assert "KeyError: 'customer'" in str(attempts[0]["answer"])
    assert calls == [event["event_id"]] * 3


def test_a_function_may_move_the_clock(world_file: Path) -> None:
    calls: list[str] = []
    other: list[str] = []
    with Marketplace(world_file) as marketplace:

        def handler(event: dict[str, Any]) -> None:
            calls.append(event["detail-type"])
            if len(calls) == 1:
                marketplace.clock.advance("1h")

        marketplace.clock.freeze()
        started = marketplace.clock.now()
        marketplace.subscribe(handler)
        marketplace.subscribe(lambda event: other.append(event["detail-type"]))
        buy(marketplace)
        marketplace.clock.advance("11s")
        assert calls == other == ["Purchase Agreement Created - Proposer", "License Updated - Manufacturer"]
        assert marketplace.clock.now() - started == timedelta(hours=1, seconds=11)
        sent = [delivery for event in marketplace.events() for delivery in event["deliveries"]]
        assert [attempt["outcome"] for each in sent for attempt in each["attempts"]] == ["returned"] * 4


def test_a_function_may_wait_for_what_goes_to_others(marketplace: Marketplace) -> None:
    others: list[Any] = []
    seen = []

    def handler(_: dict[str, Any]) -> None:
        marketplace.wait_for_deliveries()
        seen.append(len(others))

    marketplace.subscribe(handler)
    marketplace.subscribe(others.append)
    buy(marketplace)
    marketplace.clock.advance("11s")
    assert seen == [1]


def test_the_clock_stops_while_a_function_hangs(world_file: Path) -> None:
    begun, end = threading.Event(), threading.Event()

    def hang(_: dict[str, Any]) -> None:
        begun.set()
        end.wait(60)

    with Marketplace(world_file, timings={"created": "0s"}, delivery_timeout=60) as marketplace:
        marketplace.subscribe(hang)
        buy(marketplace)
        assert begun.wait(10)
        marketplace.clock.freeze()
        marketplace.clock.resume()
        [event] = marketplace.events(state="sending")
        end.set()
        marketplace.wait_for_deliveries()
        assert marketplace.event(event["event_id"])["deliveries"][0]["state"] == "delivered"


def test_a_coroutine_function_runs_to_its_end(marketplace: Marketplace) -> None:
    calls = []

    async def handler(event: dict[str, Any]) -> str:
        await asyncio.sleep(0)
        calls.append(event["id"])
        return "stored"

    marketplace.subscribe(handler)
    buy(marketplace)
    marketplace.clock.advance("11s")
    [event] = marketplace.events()
    [attempt] = event["deliveries"][0]["attempts"]
    assert (calls, attempt["answer"]) == ([event["event_id"]], "'stored'")


def test_a_function_that_hangs_holds_up_nothing_for_long(impatient: Marketplace) -> None:
    impatient.subscribe(lambda _: time.sleep(4))
    buy(impatient)
    started = time.monotonic()
    impatient.clock.advance("11s")
    assert time.monotonic() - started < 3.5
    with pytest.raises(NotDelivered, match=r"attempt 2 is due at .* no answer within 0\.5 s"):
        impatient.wait_for_deliveries(5)


def test_waiting_says_what_is_still_on_its_way(marketplace: Marketplace) -> None:
    marketplace.clock.resume()
    marketplace.subscribe(lambda _: time.sleep(0.4), name="slow")
    marketplace.set_timings(created="0s")
    buy(marketplace)
    with pytest.raises(
        NotDelivered, match=r"Purchase Agreement Created - Proposer .* attempt 1 is under way"
    ) as raised:
        marketplace.wait_for_deliveries(0.2)
    assert [each["type"] for each in raised.value.under_way] == ["Purchase Agreement Created - Proposer"]
    marketplace.wait_for_deliveries()


def test_a_function_whose_process_has_ended_gets_nothing_and_waiting_says_so(tmp_path: Path, world_file: Path) -> None:
    store = f"sqlite:///{tmp_path}/world.db"
    with Marketplace(world_file, store=store) as marketplace:
        marketplace.clock.freeze()
        added = marketplace.subscribe(print)
    function.forget([added["settings"]["function"]])  # as the end of its process does
    with Marketplace(world_file, store=store) as marketplace:
        buy(marketplace)
        marketplace.clock.advance("11s")
        with pytest.raises(
            NotDelivered, match=r"to print \(sub-\w+\): this process does not have its function; remove"
        ):
            marketplace.wait_for_deliveries(0)
        marketplace.unsubscribe(added["subscription_id"])
        marketplace.wait_for_deliveries(0)


def test_a_closed_emulator_keeps_no_function() -> None:
    class Handler:
        def __call__(self, event: dict[str, Any]) -> None:
            """Take the message."""

    handler = Handler()
    kept = weakref.ref(handler)
    with Marketplace() as marketplace:
        marketplace.subscribe(handler)
    del handler
    gc.collect()
    assert kept() is None


def test_only_an_emulator_in_this_process_calls_a_function() -> None:
    with Marketplace(port=0) as marketplace, connect(marketplace.url) as remote:
        with pytest.raises(Refused, match=r"the emulator is in another process and cannot call .*; give the URL"):
            remote.subscribe(print)
        with pytest.raises(
            Refused, match=r"the function 'handler' is not in the process of the emulator; subscribe it"
        ):
            remote.subscribe("handler", kind="function")
        with pytest.raises(Refused, match="kind is 'http', but the target is a function"):
            marketplace.subscribe(print, kind="http")
