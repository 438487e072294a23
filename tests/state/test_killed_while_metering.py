"""A server that is killed under load: every batch is kept whole or not at all, and all that was answered is kept, once."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from marketplace_emulator import identifiers
from tests.conftest import AUTHORIZATION
from tests.serving import Served, serving
from tests.tiers import examples

KILLS = examples(3, nightly=50)
CLIENTS = 6
RECORDS = 25
CUSTOMERS = examples(5_000, nightly=40_000)
DIMENSIONS = ("gb_restored", "api_calls")
MIDNIGHT = 1_804_636_800
"""2027-03-10T00:00:00Z. The usage is of this day, and the emulator's clock stands still just before its end."""
HEADERS = {
    "X-Amz-Target": "AWSMPMeteringService.BatchMeterUsage",
    "Content-Type": "application/x-amz-json-1.1",
    "Authorization": AUTHORIZATION,
}


def batch(number: int) -> bytes:
    """Return the request of a batch; its records are in no other batch, and its number is the quantity of each."""
    records = []
    for each in range(number * RECORDS, (number + 1) * RECORDS):
        rest, customer = divmod(each, CUSTOMERS)
        hour, dimension = divmod(rest, len(DIMENSIONS))
        records.append(
            {
                "Timestamp": MIDNIGHT + 3600 * hour,
                "CustomerAWSAccountId": identifiers.account_numbered("load", customer + 1),
                "LicenseArn": identifiers.license_arn(f"load-{customer + 1}"),
                "Dimension": DIMENSIONS[dimension],
                "Quantity": number,
            }
        )
    return json.dumps({"UsageRecords": records}).encode()


def send(connection: http.client.HTTPConnection, number: int) -> None:
    """Send a batch, and see that each of its records is told to be billed."""
    connection.request("POST", "/", batch(number), HEADERS)
    answer = connection.getresponse()
    told: dict[str, Any] = json.loads(answer.read())
    assert answer.status == 200, told
    assert [each["Status"] for each in told["Results"]] == ["Success"] * RECORDS
    assert told["UnprocessedRecords"] == []


class Load:
    """Clients that send one batch after the other until the server is gone, and what became of each batch."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.answered: set[int] = set()
        self.unanswered: set[int] = set()
        self.problems: list[BaseException] = []

    def put_on(self, served: Served, wait: Callable[[], None]) -> None:
        """Let the clients send while the function waits; then kill the server."""
        before = len(self.answered)
        clients = [threading.Thread(target=self._send, args=(served.url,)) for _ in range(CLIENTS)]
        for each in clients:
            each.start()
        while len(self.answered) < before + CLIENTS and not self.problems:
            time.sleep(0.001)
        wait()
        os.kill(served.process.pid, signal.SIGKILL)
        for each in clients:
            each.join(60)
        assert not self.problems

    def _send(self, url: str) -> None:
        with closing(connection_to(url)) as connection:
            while True:
                number = next(self.numbers)
                try:
                    send(connection, number)
                except (OSError, http.client.HTTPException):
                    self.unanswered.add(number)
                    return
                except BaseException as problem:
                    self.problems.append(problem)
                    return
                self.answered.add(number)


def connection_to(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)


def kept(store: Path) -> dict[int, tuple[int, int]]:
    """Return how many different records of each batch the store has billed, and how often together."""
    query = """SELECT micros / 1000000 AS quantity, count(DISTINCT hour || ' ' || license_arn || ' ' || dimension), count(*)
               FROM metering_records WHERE billed GROUP BY quantity"""
    with closing(sqlite3.connect(store)) as database:
        return {int(quantity): (records, times) for quantity, records, times in database.execute(query)}


def test_a_killed_server_has_billed_every_answered_record_once_and_no_batch_in_part(tmp_path: Path) -> None:
    store, load, moments = tmp_path / "marketplace.db", Load(), random.Random()
    with serving("--store", str(store)) as served, served.connect() as remote:
        remote.clock.set(MIDNIGHT - 3600, frozen=True)
        product = next(each for each in remote.products() if each["name"] == "harbor-backup")["product_code"]
        remote.create_agreements(CUSTOMERS, name="load", product_code=product, tokens=0)
        remote.clock.set(MIDNIGHT + 24 * 3600 - 60, frozen=True)
        load.put_on(served, lambda: time.sleep(0.1))
    for _ in range(KILLS):
        with serving("--store", str(store)) as served:
            found = kept(store)
            assert found.keys() >= load.answered, "answered, and lost"
            assert set(found.values()) == {(RECORDS, RECORDS)}, "in part, or twice"
            with closing(connection_to(served.url)) as connection:
                for number in sorted(load.unanswered):  # as a seller does, who does not know what became of them
                    send(connection, number)
                    load.answered.add(number)
                load.unanswered.clear()
            load.put_on(served, lambda: time.sleep(moments.uniform(0, 0.3)))
    found = kept(store)
    assert found.keys() >= load.answered
    assert set(found.values()) == {(RECORDS, RECORDS)}
    assert len(load.answered) > KILLS * CLIENTS
