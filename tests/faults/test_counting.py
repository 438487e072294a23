"""Counting is exact for any number of simultaneous clients and workers."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from marketplace_emulator import Marketplace
from tests.conftest import AUTHORIZATION, RESOLVE
from tests.serving import serving_twice

CLIENTS = 100


def codes(url: str, calls: int) -> Counter[int]:
    """Send this many calls from a hundred clients at once, and count the statuses."""
    limits = httpx.Limits(max_connections=CLIENTS, max_keepalive_connections=CLIENTS)
    headers = {
        "X-Amz-Target": RESOLVE,
        "Content-Type": "application/x-amz-json-1.1",
        "Authorization": AUTHORIZATION,
    }

    def call(_: int) -> int:
        return http.post("/", content=b'{"RegistrationToken": "valid"}').status_code

    with (
        httpx.Client(base_url=url, headers=headers, limits=limits, timeout=60, trust_env=False) as http,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        return Counter(clients.map(call, range(calls)))


def test_times_is_exact_under_a_hundred_clients(served: Marketplace) -> None:
    rule = served.add_fault(operation="ResolveCustomer", error="ThrottlingException", times=50)
    assert codes(served.url, 300) == {400: 50, 200: 250}
    counted = next(each for each in served.faults() if each["fault_id"] == rule["fault_id"])
    assert (counted["seen"], counted["applied"]) == (300, 50)


def test_times_is_exact_over_two_processes_on_one_file(tmp_path: Path) -> None:
    with serving_twice(tmp_path / "marketplace.db") as (one, other), one.connect() as remote:
        rule = remote.add_fault(operation="ResolveCustomer", error="ThrottlingException", times=50)
        with ThreadPoolExecutor(2) as both:
            first, second = both.map(lambda served: codes(served.url, 150), (one, other))
        assert first + second == {400: 50, 200: 250}
        counted = next(each for each in remote.faults() if each["fault_id"] == rule["fault_id"])
        assert (counted["seen"], counted["applied"]) == (300, 50)


def test_on_call_happens_once_under_a_hundred_clients(served: Marketplace) -> None:
    served.add_fault(error="ThrottlingException", on_call=77)
    assert codes(served.url, 200) == {400: 1, 200: 199}
