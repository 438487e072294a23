"""Deliveries a second to a local endpoint, and what a subscription costs while nothing is sent to it."""

from __future__ import annotations

import http.client
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median

from benchmarks.cache import Cache, Missing
from benchmarks.figure import Bound, Figure
from benchmarks.load import CONNECTIONS, load
from benchmarks.process import Process, running
from benchmarks.servers import emulator, endpoint
from marketplace_emulator import Marketplace, connect

EVENTS = 5_000
ROUNDS, SECONDS = 7, 2
TARGET = Bound("ours", "at least", 1000)
AT_REST = Bound("ratio", "at most", 1.05)


def measure(_: Cache) -> list[Figure]:
    """Send the events of thousands of purchases, from memory and from a file, and then let a subscription rest."""
    with running(endpoint.server()) as seller, tempfile.TemporaryDirectory() as folder:
        memory, body = _delivered(seller, "sqlite://")
        file, _ = _delivered(seller, f"sqlite:///{Path(folder) / 'marketplace.db'}")
        bare = _bare(seller, body)
    peer = "http.client alone"
    return [
        Figure("deliveries to a local endpoint", memory, "/s", peer, bare, TARGET),
        Figure("deliveries to a local endpoint, --store FILE", file, "/s", peer, bare, TARGET),
        *_at_rest(),
    ]


def _delivered(seller: Process, store: str) -> tuple[float, bytes]:
    with Marketplace(store=store) as marketplace:
        marketplace.clock.freeze()
        code = marketplace.create_product("deliveries")["product_code"]
        marketplace.create_agreements(EVENTS, product_code=code, tokens=0)
        marketplace.subscribe(f"http://127.0.0.1:{seller.port}/events", product_code=code)
        started = time.perf_counter()
        marketplace.clock.advance("11s")
        seconds = time.perf_counter() - started
        delivered = marketplace.events(product_code=code, state="delivered")
        assert len(delivered) == EVENTS, "all were delivered"
        return EVENTS / seconds, str(delivered[0]["body"]).encode()


def _bare(seller: Process, body: bytes) -> float:
    """Post as many bodies one after another on one connection, and do nothing else."""
    with closing(http.client.HTTPConnection("127.0.0.1", seller.port)) as connection:
        started = time.perf_counter()
        for _ in range(EVENTS):
            connection.request("POST", "/events", body, {"Content-Type": "application/json"})
            connection.getresponse().read()
        return EVENTS / (time.perf_counter() - started)


def _at_rest() -> list[Figure]:
    rows = []
    for store in ("", "--store FILE"):
        name = f"ResolveCustomer with a subscription at rest{f', {store}' if store else ''}, {CONNECTIONS} connections, CPU"
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            options = [("--store", str(folder / f"{each}.db")) if store else () for each in ("resting", "without")]
            resting, without = (stack.enter_context(running(emulator.server(*each))) for each in options)
            with connect(f"http://127.0.0.1:{resting.port}") as remote:
                remote.subscribe("http://127.0.0.1:9/events", types=["subscribe-fail"])
            try:
                runs = [(load(resting, seconds=SECONDS), load(without, seconds=SECONDS)) for _ in range(ROUNDS + 1)][1:]
            except Missing as problem:
                rows.append(Figure(name, missing=str(problem)))
                continue
        ours, theirs = (median(each.cpu_us for each in done) for done in zip(*runs, strict=True))
        rows.append(Figure(name, ours, "µs", "without one", theirs, AT_REST))
    return rows
