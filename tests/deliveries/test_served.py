"""A server that delivers: it answers others while the clock moves, stops at once, and starts without what it does not need."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

from marketplace_emulator import Marketplace, connect
from tests.deliveries.conftest import buy
from tests.deliveries.seller import Got, selling
from tests.eventually import eventually
from tests.serving import serving


def test_a_seller_calls_aws_and_others_are_answered_while_the_clock_moves(world_file: Path) -> None:
    answers: list[str] = []
    with Marketplace(world_file, port=0) as marketplace:
        metering = marketplace.client(config=None)

        def answer(got: Got) -> int:
            license_arn = got.event["detail"].get("license", {}).get("arn")
            if license_arn is not None:
                usage = {
                    "Timestamp": marketplace.clock.now(),
                    "CustomerAWSAccountId": got.event["detail"]["acceptor"]["accountId"],
                    "LicenseArn": license_arn,
                    "Dimension": "nothing",
                    "Quantity": 1,
                }
                try:
                    metering.batch_meter_usage(UsageRecords=[usage])
                except metering.exceptions.InvalidUsageDimensionException:
                    answers.append(got.event["detail-type"])
            return 200

        with selling(answer) as seller, connect(marketplace.url) as remote:
            remote.clock.freeze()
            remote.subscribe(seller.url)
            agreement = buy(marketplace)
            remote.cancel_agreement(agreement["agreement_id"])
            remote.clock.advance("1d")
            assert sorted(answers) == ["License Deprovisioned - Manufacturer", "License Updated - Manufacturer"]


def test_a_reset_while_the_clock_moves_is_the_end_of_the_move(world_file: Path) -> None:
    is_here, goes_on = threading.Event(), threading.Event()

    def answer(_: Got) -> int:
        is_here.set()
        goes_on.wait(10)
        return 200

    with Marketplace(world_file, port=0) as marketplace, selling(answer) as seller, connect(marketplace.url) as remote:
        marketplace.clock.advance("1h")
        marketplace.subscribe(seller.url)
        buy(marketplace)
        move = threading.Thread(target=remote.clock.advance, args=("2m",))
        move.start()
        assert is_here.wait(10)
        marketplace.reset()
        goes_on.set()
        move.join()
        assert marketplace.clock.show()["offset"] == 0


def test_a_client_that_leaves_leaves_the_clock_where_it_was_to_go(world_file: Path) -> None:
    def answer(_: Got) -> int:
        time.sleep(1)
        return 200

    with Marketplace(world_file, port=0) as marketplace, selling(answer) as seller:
        marketplace.clock.freeze()
        start = marketplace.clock.now().timestamp()
        marketplace.subscribe(seller.url)
        buy(marketplace)
        try:
            httpx.post(f"{marketplace.url}/_emulator/clock/advance", json={"by": "1d"}, timeout=0.3, trust_env=False)
        except httpx.ReadTimeout:
            eventually(lambda: marketplace.clock.now().timestamp() == start + 86400, "the clock has arrived", 5)
        marketplace.wait_for_deliveries()


def test_a_server_stops_at_once_and_the_next_one_sends_what_it_left(tmp_path: Path) -> None:
    store, hangs = str(tmp_path / "marketplace.db"), threading.Event()

    def answer(_: Got) -> int:
        if not hangs.is_set():
            hangs.set()
            time.sleep(20)
        return 200

    with selling(answer) as seller:
        with serving("--store", store) as served, served.connect() as remote:
            remote.set_timings(created="0s")
            product = remote.create_product("stopped")["product_code"]
            buyer = remote.buyers()[0]["customer_aws_account_id"]
            remote.subscribe(seller.url, types=["Purchase Agreement Created - Proposer"], product_code=product)
            remote.create_agreement(product_code=product, customer_aws_account_id=buyer)
            assert hangs.wait(20)
            started = time.monotonic()
            served.process.send_signal(signal.SIGTERM)
            served.process.wait(30)
            assert time.monotonic() - started < 8
        with serving("--store", store), selling():
            eventually(lambda: len(seller.got) == 2, "the next one sent it")
    assert len({each.event_id for each in seller.got}) == 1


SCRIPT = """
import sys
from marketplace_emulator.seeding import open_world
from marketplace_emulator.serving.site import Site
heavy = {"httpx", "urllib3", "botocore", "boto3", "cryptography", "jwt", "http.client"}
site = Site(open_world("sqlite://"))
print(sorted(heavy & {*sys.modules}))
site.close()
"""


def test_a_server_starts_without_what_only_deliveries_need() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert set(done.stdout.strip()[1:-1].replace("'", "").split(", ")) <= {"", "http.client"}


def test_a_reset_and_a_snapshot_leave_nothing_that_is_never_sent(marketplace: Marketplace) -> None:
    hangs = threading.Event()

    def answer(_: Got) -> int:
        if not hangs.is_set():
            hangs.set()
            time.sleep(0.3)
        return 200

    with selling(answer) as seller:
        marketplace.subscribe(seller.url)
        marketplace.set_timings(created="0s")
        buy(marketplace)
        assert hangs.wait(10)
        marketplace.snapshot("sending")
        marketplace.wait_for_deliveries()
        marketplace.restore("sending")
        marketplace.wait_for_deliveries()
        assert len(seller.got) == 2
        marketplace.reset()
        marketplace.wait_for_deliveries()
        assert marketplace.subscriptions() == []
