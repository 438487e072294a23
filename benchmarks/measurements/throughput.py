"""Requests per second, the slowest hundredth, and CPU time per answer, beside three peers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from statistics import median
from types import MappingProxyType

from benchmarks.cache import Cache, Missing
from benchmarks.figure import Bound, Figure
from benchmarks.load import CONNECTIONS, Load, load
from benchmarks.process import Process, running
from benchmarks.servers import constant, emulator, moto, wiremock
from benchmarks.servers.server import Server

ROUNDS = 5
SECONDS = 3
WARM_UP_REQUESTS = {"WireMock": 30_000}
WARM_UP_SECONDS = 90
"""The Java peer is first warmed up with requests, for at most this long, because Java compiles what runs often."""

PEERS: dict[str, Callable[[Cache], Server]] = {
    "constant by werkzeug": lambda _: constant.server(),
    "WireMock": wiremock.server,
    "moto": moto.server,
}
TARGETS = {
    "constant by werkzeug": Bound("ratio", "at least", 0.55),
    "WireMock": Bound("ratio", "at least", 1),
    "moto": Bound("ratio", "at least", 15),
}
AIMS = {"constant by werkzeug": Bound("ratio", "at least", 0.65), "WireMock": Bound("ratio", "at least", 1.2)}
P99_TARGETS = {"WireMock": Bound("ratio", "at most", 1), "moto": Bound("ratio", "at most", 1)}


def measure(cache: Cache) -> list[Figure]:
    """Start all servers, and put load on one at a time, by turns."""
    rates = f"ResolveCustomer, {CONNECTIONS} connections"
    with ExitStack() as stack:
        processes = {"emulator": stack.enter_context(running(emulator.server()))}
        missing: dict[str, str] = {}
        for name, describe in PEERS.items():
            try:
                processes[name] = stack.enter_context(running(describe(cache)))
            except Missing as problem:
                missing[name] = str(problem)
        try:
            runs = _runs(processes)
        except Missing as problem:
            return [Figure(rates, missing=str(problem))]
    return [
        *_rows(rates, "/s", _medians(runs, "per_second"), missing, TARGETS, AIMS),
        *_rows(f"{rates}, p99", "ms", _medians(runs, "p99_ms"), missing, P99_TARGETS),
        *_rows(f"{rates}, computing an answer", "µs", _medians(runs, "cpu_us"), missing),
    ]


def _medians(runs: dict[str, list[Load]], what: str) -> dict[str, float]:
    return {name: median(getattr(run, what) for run in done) for name, done in runs.items()}


def _rows(
    name: str,
    unit: str,
    values: dict[str, float],
    missing: dict[str, str],
    targets: Mapping[str, Bound] = MappingProxyType({}),
    aims: Mapping[str, Bound] = MappingProxyType({}),
) -> list[Figure]:
    ours = values["emulator"]
    return [
        Figure(name, ours, unit, peer, values.get(peer), targets.get(peer), aims.get(peer), missing.get(peer, ""))
        for peer in PEERS
    ]


def _runs(processes: dict[str, Process]) -> dict[str, list[Load]]:
    for name, process in processes.items():
        load(process, seconds=WARM_UP_SECONDS, requests=WARM_UP_REQUESTS.get(name, 500))
    runs: dict[str, list[Load]] = {name: [] for name in processes}
    for _ in range(ROUNDS):
        for name, process in processes.items():
            done = load(process, seconds=SECONDS)
            if done.errors:
                raise RuntimeError(f"{name}: {done.errors} of {done.requests} requests failed")
            runs[name].append(done)
    return runs
