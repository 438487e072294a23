"""An HTTP endpoint gets each message once it is due, and again as SNS does until it takes it."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest

from marketplace_emulator import Marketplace, NotDelivered, Refused
from marketplace_emulator.control.events import Event
from tests.deliveries.conftest import buy
from tests.deliveries.seller import Got, selling
from tests.eventually import eventually

CREATED, UPDATED = "Purchase Agreement Created - Proposer", "License Updated - Manufacturer"
ENDED, DEPROVISIONED = "Purchase Agreement Ended - Proposer", "License Deprovisioned - Manufacturer"


def outcomes(event: Event) -> list[str]:
    return [attempt["outcome"] for delivery in event["deliveries"] for attempt in delivery["attempts"]]


def test_an_endpoint_gets_the_plain_event_with_its_secret(marketplace: Marketplace) -> None:
    with selling() as seller:
        added = marketplace.subscribe(f"{seller.url}/events?v=1", headers={"x-api-key": "secret-of-the-seller"})
        agreement = buy(marketplace)
        marketplace.clock.advance("11s")
        [got] = seller.got
    assert (got.path, got.headers["content-type"]) == ("/events?v=1", "application/json")
    assert got.headers["x-api-key"] == "secret-of-the-seller"
    [event] = marketplace.events(agreement_id=agreement["agreement_id"])
    assert got.body.decode() == event["body"]
    assert (got.event["id"], got.event["detail-type"]) == (event["event_id"], CREATED)
    assert added["settings"] == {"headers": {"x-api-key": "secr…"}}


def test_the_clock_moves_on_when_each_event_has_been_delivered(marketplace: Marketplace) -> None:
    times = []

    def answer(_: Got) -> int:
        times.append(marketplace.clock.now().timestamp())
        time.sleep(0.05)
        return 200

    with selling(answer) as seller:
        marketplace.subscribe(seller.url)
        start = marketplace.clock.now().timestamp()
        agreement = buy(marketplace)
        marketplace.clock.advance("2h")
        marketplace.cancel_agreement(agreement["agreement_id"])
        marketplace.clock.advance("400d")
        assert seller.types() == [CREATED, UPDATED, ENDED, DEPROVISIONED]
        assert [round(each - start) for each in times] == [11, 72, 7200, 10800]
        assert marketplace.clock.now().timestamp() - start == pytest.approx(7200 + 400 * 86400)


def test_a_message_that_fails_is_sent_again_and_then_lost(marketplace: Marketplace) -> None:
    with selling(lambda _: 503) as seller:
        marketplace.subscribe(seller.url)
        agreement = buy(marketplace)
        marketplace.clock.advance("11s")
        [event] = marketplace.events(agreement_id=agreement["agreement_id"])
        with pytest.raises(NotDelivered, match=r"1 delivery is still under way:\n.*attempt 2 is due at .* with: 503"):
            marketplace.wait_for_deliveries(5)
        marketplace.clock.advance("1h")
    lost = marketplace.event(event["event_id"])
    assert outcomes(lost) == ["503"] * 4
    [delivery] = lost["deliveries"]
    assert (delivery["state"], delivery["next_attempt_at"]) == ("lost", None)
    times = [marketplace_time(each["at"]) for each in delivery["attempts"]]
    assert [round(late - early) for early, late in pairwise(times)] == [20, 20, 20]
    assert {each.event_id for each in seller.got} == {event["event_id"], marketplace.events()[-1]["event_id"]}
    assert [each["event_id"] for each in marketplace.events(state="lost")] == [
        each["event_id"] for each in marketplace.events()
    ]
    assert marketplace.events(state="delivered") == []
    marketplace.wait_for_deliveries(0)


def marketplace_time(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize("status", [400, 401, 404, 302, 301])
def test_a_refusal_is_final_and_a_redirect_is_not_followed(marketplace: Marketplace, status: int) -> None:
    with selling() as other, selling(lambda _: (status, {"location": other.url})) as seller:
        marketplace.subscribe(seller.url)
        buy(marketplace)
        marketplace.clock.advance("11s")
        assert (len(seller.got), other.got) == (1, [])
        assert outcomes(marketplace.events()[0]) == [str(status)]
        assert marketplace.events()[0]["deliveries"][0]["state"] == "lost"


def test_an_endpoint_that_recovers_gets_what_it_missed(marketplace: Marketplace) -> None:
    statuses = iter([500, 429, 200, 200])
    with selling(lambda _: next(statuses)) as seller:
        marketplace.subscribe(seller.url)
        buy(marketplace)
        marketplace.clock.advance("60s")
        assert outcomes(marketplace.events()[0]) == ["500", "429", "200"]
        assert len({each.event_id for each in seller.got}) == 1


def test_a_target_that_hangs_delays_no_other_and_is_not_waited_for_again(impatient: Marketplace) -> None:
    def hang(_: Got) -> int:
        time.sleep(3)
        return 200

    with selling(hang) as hanging, selling() as seller:
        slow = impatient.subscribe(hanging.url)["subscription_id"]
        impatient.subscribe(seller.url)
        for buyer in ("alder", "birch"):
            impatient.cancel_agreement(buy(impatient, buyer=buyer)["agreement_id"])
        started = time.monotonic()
        impatient.clock.advance("30d")
        assert time.monotonic() - started < 3
        assert len(seller.got) == len(impatient.events(state="delivered"))
        assert len(seller.got) >= 4
        [late] = impatient.events(subscription_id=slow, limit=1)
        first = next(each for each in late["deliveries"] if each["subscription_id"] == slow)["attempts"][0]
        assert first["outcome"] == "no answer within 0.5 s"
        assert 0.45 < first["seconds"] < 2


def test_events_of_one_agreement_come_one_after_another(marketplace: Marketplace) -> None:
    open_now: dict[str, int] = {}
    most: list[int] = []

    def answer(got: Got) -> int:
        agreement = got.event["detail"]["agreement"]["id"]
        open_now[agreement] = open_now.get(agreement, 0) + 1
        most.append(open_now[agreement])
        time.sleep(0.01)
        open_now[agreement] -= 1
        return 200

    with selling(answer) as seller:
        marketplace.subscribe(seller.url)
        for buyer in ("alder", "birch") * 5:
            marketplace.cancel_agreement(buy(marketplace, buyer=buyer)["agreement_id"])
        marketplace.clock.set(marketplace.clock.now().timestamp() + 5 * 3600)
        ids = [each.event_id for each in seller.got]
    assert (set(most), len(ids)) == ({1}, len(set(ids)))
    expected = [each["event_id"] for each in marketplace.events()]
    by_agreement = {each["event_id"]: each["agreement_id"] for each in marketplace.events()}
    for agreement in set(by_agreement.values()):
        of_it = [each for each in ids if by_agreement[each] == agreement]
        assert of_it == [each for each in expected if by_agreement[each] == agreement]


def test_a_subscription_takes_what_it_asks_for_from_then_on(marketplace: Marketplace) -> None:
    codes = {each["name"]: each["product_code"] for each in marketplace.products()}
    with selling() as seller:
        buy(marketplace)
        marketplace.clock.advance("30s")
        marketplace.subscribe(f"{seller.url}/harbor", product_code=codes["harbor"])
        marketplace.subscribe(f"{seller.url}/quay", types=["subscribe-success"])
        agreement = buy(marketplace, "quay")
        marketplace.cancel_agreement(agreement["agreement_id"])
        marketplace.clock.advance("2h")
        paths = [(each.path, each.event.get("action") or each.event["detail-type"]) for each in seller.got]
    assert sorted(paths) == [("/harbor", UPDATED), ("/quay", "subscribe-success")]


def test_an_event_is_sent_again_with_the_same_id(marketplace: Marketplace) -> None:
    with selling() as seller:
        one = marketplace.subscribe(f"{seller.url}/one", name="one")
        marketplace.subscribe(f"{seller.url}/two")
        buy(marketplace)
        marketplace.clock.advance("11s")
        [event] = marketplace.events()
        marketplace.redeliver(event["event_id"])
        marketplace.redeliver(event["event_id"], one["subscription_id"])
        marketplace.wait_for_deliveries()
        assert sorted(each.path for each in seller.got) == ["/one"] * 3 + ["/two"] * 2
        assert {each.event_id for each in seller.got} == {event["event_id"]}


def test_an_event_is_sent_again_to_those_that_take_it(marketplace: Marketplace) -> None:
    with selling() as seller:
        buy(marketplace)
        marketplace.clock.advance("11s")
        [event] = marketplace.events()
        other = marketplace.subscribe(f"{seller.url}/other", types=[UPDATED])
        with pytest.raises(Refused, match=f"no subscription takes the event .*, which is a {CREATED} of the channel"):
            marketplace.redeliver(event["event_id"])
        marketplace.subscribe(f"{seller.url}/all")
        marketplace.redeliver(event["event_id"])
        marketplace.wait_for_deliveries()
        assert [each.path for each in seller.got] == ["/all"]
        marketplace.redeliver(event["event_id"], other["subscription_id"])  # named, it gets the event all the same
        marketplace.wait_for_deliveries()
        assert [each.path for each in seller.got] == ["/all", "/other"]


def test_a_cursor_of_an_event_that_is_gone_does_not_begin_again(marketplace: Marketplace) -> None:
    buy(marketplace)
    marketplace.clock.advance("11s")
    [event] = marketplace.events()
    assert marketplace.events(cursor=event["position"]) == []
    with pytest.raises(Refused, match="no event has the position 99 any more; list the events again without a cursor"):
        marketplace.events(cursor=99)


def test_the_log_of_a_delivery_has_no_attempts_of_a_subscription_that_was_removed(marketplace: Marketplace) -> None:
    with selling(lambda got: 500 if got.path == "/first" else 200) as seller:
        marketplace.subscribe(f"{seller.url}/first")
        buy(marketplace)
        marketplace.clock.advance("11s")
        marketplace.unsubscribe()
        marketplace.subscribe(f"{seller.url}/second")
        buy(marketplace, buyer="birch")
        marketplace.clock.advance("11s")
        delivered = [delivery for event in marketplace.events() for delivery in event["deliveries"]]
    assert [[each["outcome"] for each in delivery["attempts"]] for delivery in delivered] == [["200"]]


def test_without_subscriptions_the_clock_moves_at_once(marketplace: Marketplace) -> None:
    buy(marketplace)
    started = time.monotonic()
    marketplace.clock.advance("400d")
    assert time.monotonic() - started < 1
    assert [each["type"] for each in marketplace.events()] == [CREATED, UPDATED]
    assert all(each["deliveries"] == [] for each in marketplace.events())


def test_what_is_due_in_thousands_of_years_holds_up_nothing(world_file: object) -> None:
    with Marketplace(str(world_file)) as marketplace, selling() as seller:
        marketplace.subscribe(seller.url)
        marketplace.set_timings(created="0s")
        [product] = [each["product_code"] for each in marketplace.products() if each["name"] == "harbor"]
        account = marketplace.buyers()[0]["customer_aws_account_id"]
        marketplace.accept_agreement(product_code=product, customer_aws_account_id=account, start_time="9990-01-01")
        eventually(lambda: seller.types() == [CREATED], "the message comes, and License Updated alone is left")
        buy(marketplace)
        eventually(lambda: seller.types() == [CREATED, CREATED], "the next message comes")


def test_a_running_clock_brings_events_by_itself(world_file: object) -> None:
    with Marketplace(str(world_file)) as marketplace, selling() as seller:
        marketplace.set_timings(created="0.3s", license_updated="0.5s")
        marketplace.subscribe(seller.url)
        buy(marketplace)
        end = time.monotonic() + 20
        while len(seller.got) < 2 and time.monotonic() < end:  # nobody asks the emulator anything
            time.sleep(0.05)
        assert seller.types() == [CREATED, UPDATED]


def test_what_an_endpoint_answers_is_in_the_log_and_printable(marketplace: Marketplace) -> None:
    with selling(lambda _: 500) as seller:
        marketplace.subscribe(seller.url)
        buy(marketplace)
        marketplace.clock.advance("11s")
        [attempt] = marketplace.events()[0]["deliveries"][0]["attempts"]
    assert (attempt["number"], attempt["outcome"], attempt["answer"]) == (1, "500", "ok")
    assert json.loads(json.dumps(attempt)) == attempt


def test_at_most_eight_messages_are_on_their_way_at_once(marketplace: Marketplace) -> None:
    now: list[Got] = []
    most: list[int] = []

    def answer(got: Got) -> int:
        now.append(got)
        most.append(len(now))
        time.sleep(0.02)
        now.remove(got)
        return 200

    with selling(answer) as seller:
        product = marketplace.create_product("busy")["product_code"]
        marketplace.create_agreements(40, product_code=product, tokens=0)
        marketplace.subscribe(seller.url)
        marketplace.clock.advance("11s")
    assert (len(seller.got), max(most)) == (40, 8)
