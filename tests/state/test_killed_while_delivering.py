"""Servers on one file that are killed while agreements change and messages are on their way: none is lost, none is invented.

A message may come twice, with the same id. Of one agreement, each comes for the first time after those before it.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path

from marketplace_emulator import Marketplace, Refused
from tests.deliveries.seller import Got, Seller, selling
from tests.eventually import eventually
from tests.serving import Served, serving
from tests.tiers import examples

KILLS = examples(2, nightly=50)


def firsts(seller: Seller) -> list[str]:
    """Return the ids of the messages that came, in the order in which each came for the first time."""
    return [*dict.fromkeys(each.event_id for each in seller.got)]


def by_agreement(events: Iterable[str], agreements: Mapping[str, str | None]) -> dict[str | None, list[str]]:
    """Return the events of each agreement in their order."""
    found: dict[str | None, list[str]] = {}
    for each in events:
        found.setdefault(agreements[each], []).append(each)
    return found


def buy_and_cancel(served: Served, product: str, buyer: str, begun: threading.Event) -> None:
    """Accept and cancel agreements until the server is gone."""
    with suppress(Refused), served.connect() as remote:
        while True:
            begun.set()
            made = remote.create_agreement(product_code=product, customer_aws_account_id=buyer)
            remote.cancel_agreement(made["agreement_id"])


def test_no_message_is_lost_or_invented_and_those_of_an_agreement_keep_their_order(tmp_path: Path) -> None:
    store, moments = tmp_path / "marketplace.db", random.Random()

    def answer(_: Got) -> int:
        time.sleep(moments.uniform(0, 0.01))
        return 200

    with selling(answer) as seller:
        with serving("--store", str(store)) as served, served.connect() as remote:
            remote.set_timings(created="0s", license_updated="0.05s", ended="0s", license_deprovisioned="0.1s")
            product = remote.create_product("killed")["product_code"]
            buyers = [each["customer_aws_account_id"] for each in remote.buyers()[:2]]
            remote.subscribe(seller.url, product_code=product)
        for _ in range(KILLS):
            with serving("--store", str(store)) as one, serving("--store", str(store)) as other:
                begun = [threading.Event(), threading.Event()]
                clients = [
                    threading.Thread(target=buy_and_cancel, args=given)
                    for given in zip((one, other), [product] * 2, buyers, begun, strict=True)
                ]
                for client in clients:
                    client.start()
                assert all(each.wait(30) for each in begun)
                for each in (one, other):
                    time.sleep(moments.uniform(0, 0.3))
                    os.kill(each.process.pid, signal.SIGKILL)
                for client in clients:
                    client.join(60)
        with serving("--store", str(store)) as served, served.connect() as remote:
            time.sleep(0.2)  # what was planned last becomes due
            eventually(
                lambda: not remote.events(state="waiting") and not remote.events(state="sending"), "all was sent"
            )
            of_product = [each for each in remote.events(product_code=product) if each["deliveries"]]
        expected = {each["event_id"]: each["agreement_id"] for each in of_product}
        came = firsts(seller)
        assert set(came) == set(expected)
        assert len(expected) >= KILLS
        assert {each["state"] for event in of_product for each in event["deliveries"]} == {"delivered"}
        assert by_agreement(came, expected) == by_agreement(expected, expected)


def test_what_a_killed_process_was_sending_is_sent_by_another_within_two_seconds(tmp_path: Path) -> None:
    store, hung = tmp_path / "marketplace.db", threading.Event()

    def answer(_: Got) -> int:
        if not hung.is_set():
            hung.set()
            time.sleep(30)
        return 200

    with selling(answer) as seller, serving("--store", str(store)) as one, serving("--store", str(store)) as other:
        with one.connect() as remote:
            remote.set_timings(created="0s")
            product = remote.create_product("killed")["product_code"]
            buyer = remote.buyers()[0]["customer_aws_account_id"]
            remote.subscribe(seller.url, types=["Purchase Agreement Created - Proposer"], product_code=product)
            remote.create_agreement(product_code=product, customer_aws_account_id=buyer)
        assert hung.wait(10)
        with other.connect() as remote:
            remote.clock.show()  # it has seen that there is a subscription
        time.sleep(1)
        with closing(sqlite3.connect(store)) as database:
            [sender] = [row[0] for row in database.execute("SELECT sender FROM deliveries WHERE state = 'sending'")]
            alive = [row[0] for row in database.execute("SELECT sender FROM senders")]
        assert alive == [sender.partition("/")[0]]
        assert len(seller.got) == 1  # the other does not send it too
        os.kill(one.process.pid, signal.SIGKILL)  # which was asked, and so sends
        started = time.monotonic()
        eventually(lambda: len(seller.got) == 2, "another process sent it")
        assert time.monotonic() - started < 2.5  # two seconds, and a busy machine
        assert len({each.event_id for each in seller.got}) == 1


def test_a_process_says_that_it_is_alive_before_it_sends(tmp_path: Path) -> None:
    """Otherwise another process takes over what it has just begun to send."""
    store, unseen = tmp_path / "marketplace.db", []
    query = "SELECT sender FROM deliveries WHERE state = 'sending' AND substr(sender, 1, 12) NOT IN (SELECT sender FROM senders)"

    def answer(_: Got) -> int:
        with closing(sqlite3.connect(store)) as database:
            unseen.extend(database.execute(query).fetchall())
        return 200

    with selling(answer) as seller, Marketplace(store=str(store)) as marketplace:
        product = marketplace.create_product("alive")["product_code"]
        marketplace.subscribe(seller.url, product_code=product)
        marketplace.create_agreements(50, product_code=product, tokens=0)
        marketplace.clock.advance("2m")
        assert len(seller.got) == 100
    assert unseen == []
