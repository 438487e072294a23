"""Metrics for Prometheus: counted over all processes on one file, including exchanges that the journal has forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from marketplace_emulator import Marketplace
from tests.conftest import Wire
from tests.faults.test_counting import codes
from tests.serving import serving_twice

NAME = "marketplace_emulator"


def scraped(url: str) -> dict[tuple[str, ...], float]:
    answer = httpx.get(f"{url}/_emulator/metrics", trust_env=False, verify=False, timeout=30)
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = list(text_string_to_metric_families(answer.text))
    assert all(family.documentation for family in families)
    return {
        (sample.name.removeprefix(f"{NAME}_"), *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def sums(found: dict[tuple[str, ...], float], name: str) -> dict[str, float]:
    summed: dict[str, float] = {}
    for key, value in found.items():
        if key[0] == name:
            summed[key[-1]] = summed.get(key[-1], 0) + value
    return summed


def test_requests_outcomes_latencies_and_faults_are_counted(served: Marketplace, wire: Wire) -> None:
    served.add_fault(operation="ResolveCustomer", latency=0.03, times=2)
    for token in ("valid", "valid", "valid", "expired"):
        wire.send(f'{{"RegistrationToken": "{token}"}}'.encode())
    wire.send(path="/nowhere", method="GET")
    found = scraped(served.url)
    assert found["requests_total", "ResolveCustomer", "ok"] == 3
    assert found["requests_total", "ResolveCustomer", "ExpiredTokenException"] == 1
    assert found["requests_total", "none", "UnknownOperationException"] == 1
    assert found["faults_applied_total", "latency", "ResolveCustomer"] == 2
    assert found["request_duration_seconds_bucket", "0.025", "ResolveCustomer"] <= 2
    assert found["request_duration_seconds_bucket", "+Inf", "ResolveCustomer"] == 4
    assert found["request_duration_seconds_count", "ResolveCustomer"] == 4
    assert found["request_duration_seconds_sum", "ResolveCustomer"] >= 0.06
    assert found["rows", "exchanges"] == 5
    buckets = [value for key, value in found.items() if key[0].endswith("_bucket") and key[-1] == "ResolveCustomer"]
    assert buckets == sorted(buckets)


def test_a_reset_restarts_the_counts(served: Marketplace, wire: Wire) -> None:
    wire.send(b'{"RegistrationToken": "valid"}')
    served.reset()
    assert not sums(scraped(served.url), "requests_total")


def test_a_control_call_is_not_counted(served: Marketplace) -> None:
    served.products()
    assert not sums(scraped(served.url), "requests_total")


def test_every_process_on_one_file_counts_the_requests_of_all(tmp_path: Path) -> None:
    with serving_twice(tmp_path / "marketplace.db", "--journal", "50") as (one, other), one.connect() as remote:
        remote.add_fault(operation="ResolveCustomer", error="ThrottlingException", times=40)
        assert sum(codes(one.url, 200).values()) + sum(codes(other.url, 100).values()) == 300
        for each in (one, other):
            found: dict[Any, float] = scraped(each.url)
            assert sums(found, "requests_total") == {"ok": 260, "ThrottlingException": 40}
            assert found["faults_applied_total", "error", "ResolveCustomer"] == 40
            assert found["request_duration_seconds_count", "ResolveCustomer"] == 300
            assert found["rows", "exchanges"] < 200
