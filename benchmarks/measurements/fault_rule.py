"""The cost of a fault rule for a request that it does not match: the same request with and without the rule."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from benchmarks.cache import Cache
from benchmarks.figure import Bound, Figure
from benchmarks.servers.emulator import TOKEN

ROUNDS = 200
CALLS = 40
TARGET = Bound("ratio", "at most", 1.05)
RULES: dict[str, dict[str, Any]] = {
    "operation": {"operation": "BatchMeterUsage"},
    "token": {"token": "another"},
    "buyer": {"customer_aws_account_id": "999999999999"},
    "account": {"account": "999999999999"},
    "region": {"region": "eu-west-1"},
    "time": {"until": "now-1h"},
}
"""What each rule is bound to, which the request does not match."""


def measure(_: Cache) -> list[Figure]:
    """Send the same request to worlds without and with a rule, by turns in short rounds, and compare the medians."""
    from marketplace_emulator import Marketplace

    marketplaces = {name: Marketplace() for name in ("none", *RULES)}
    for name, scope in RULES.items():
        marketplaces[name].add_fault(error="ThrottlingException", **scope)
    times: dict[str, list[float]] = {name: [] for name in marketplaces}
    for _round in range(1 + ROUNDS):
        for name, marketplace in marketplaces.items():
            times[name].append(_time(marketplace))
    medians = {name: median(seconds[1:]) * 1e6 for name, seconds in times.items()}
    for marketplace in marketplaces.values():
        marketplace.close()
    none = medians.pop("none")
    return [
        Figure(f"request beside a fault rule for another {name}", with_rule, "µs", "no rule", none, TARGET)
        for name, with_rule in medians.items()
    ]


def _time(marketplace: Any) -> float:
    from marketplace_emulator.http import HttpRequest

    request = HttpRequest(
        "POST",
        "/",
        {
            "x-amz-target": "AWSMPMeteringService.ResolveCustomer",
            "content-type": "application/x-amz-json-1.1",
            "authorization": "AWS4-HMAC-SHA256 Credential=AKIAMARKETPLACELOCAL/20261123/us-east-1/aws-marketplace/"
            "aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0" * 64,
        },
        b'{"RegistrationToken":"' + TOKEN.encode() + b'"}',
    )
    started = time.process_time()
    for _ in range(CALLS):
        answer = marketplace.respond(request)
    spent = (time.process_time() - started) / CALLS
    if answer.status != 200:
        raise RuntimeError(f"the request was answered with {answer.status}: {answer.body!r}")
    return spent
