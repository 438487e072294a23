"""The time and the size of every page of the console, in a world with ten thousand exchanges and a thousand agreements."""

from __future__ import annotations

import gc
import re
import time
from statistics import median, quantiles
from typing import Any
from urllib.parse import quote

from benchmarks import large_world
from benchmarks.cache import Cache
from benchmarks.figure import Bound, Figure

ROUNDS = 40
TIME = Bound("ours", "at most", 50)
SIZE = Bound("ours", "at most", 100)
NO_PAGES = ("/console/live", "/console/static/<name>")


def measure(_: Cache) -> list[Figure]:
    """Get each page many times in process, by turns, after one that fills the caches and does not count."""
    from marketplace_emulator import Marketplace

    with Marketplace() as marketplace:
        paths = _paths(marketplace, large_world.fill(marketplace))
        gc.freeze()  # as the server does after its start
        times: dict[str, list[float]] = {each: [] for each in paths}
        sizes: dict[str, int] = {}
        for _round in range(1 + ROUNDS):
            for name, path in paths.items():
                seconds, sizes[name] = _get(marketplace, path)
                times[name].append(seconds * 1000)
    figures = []
    for name, taken in times.items():
        last = quantiles(taken[1:], n=100, method="inclusive")[98]
        figures.append(Figure(f"page {name}, p99, CPU", last, "ms", "its median", median(taken[1:]), TIME))
    largest = max(sizes, key=lambda each: sizes[each])
    return [*figures, Figure(f"the largest page, {largest}", sizes[largest] / 1000, "KB", target=SIZE)]


def _paths(marketplace: Any, busy: dict[str, Any]) -> dict[str, str]:
    """Return the pages by name: those that the console declares, and some that are asked for something."""
    from marketplace_emulator import identifiers
    from marketplace_emulator.console import page_routes

    exchange = marketplace.exchanges(operation="BatchMeterUsage")[-1]
    token = identifiers.token(busy["name"])
    event = marketplace.events(agreement_id=busy["agreement_id"])[0]
    examples = {
        **busy,
        "exchange_id": str(exchange["id"]),
        "event_id": event["event_id"],
        "kind": "curl",
        "part": "request",
    }
    declared = [each.path for each in page_routes() if each.method == "GET" and each.path not in NO_PAGES]
    paths = {each: re.sub(r"<(?:\w+:)?(\w+)>", lambda found: quote(examples[found[1]]), each) for each in declared}
    line = f"ERROR RequestId: {exchange['request_id']} token={token[:12]}... license={busy['license_arn']} failed"
    words = {
        "a token": token,
        "a shortened token": f"{token[:12]}…",
        "a request id": exchange["request_id"],
        "a part of a name": "large-77",
        "a line of a log": line,
        "what is not there": "5b1ad0a2-nothing",
    }
    paths |= {f"/console/search for {name}": f"/console/search?q={quote(word)}" for name, word in words.items()}
    asked = {
        "/console/timeline of an agreement": f"/console/timeline?agreement_id={busy['agreement_id']}",
        "/console/timeline of a failure": "/console/timeline?outcome=InvalidTokenException",
        "/console/timeline of what is not there": "/console/timeline?customer_aws_account_id=000000000000",
        "/console/agreements that ended": "/console/agreements?status=CANCELLED",
        "/console/agreements/<agreement_id> with a month": f"/console/agreements/{busy['agreement_id']}?ledger=month",
    }
    return paths | asked


def _get(marketplace: Any, path: str) -> tuple[float, int]:
    """Return the seconds of CPU time of a page, and its bytes."""
    from marketplace_emulator.http import HttpRequest

    bare, _, query = path.partition("?")
    request = HttpRequest("GET", bare, {"host": "127.0.0.1", "accept": "text/html"}, query=query)
    started = time.process_time()
    answer = marketplace.respond(request)
    seconds = time.process_time() - started
    if answer.status != 200:
        raise RuntimeError(f"{path} was answered with {answer.status}: {answer.body[-500:].decode()}")
    return seconds, len(answer.body)
