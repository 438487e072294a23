"""How many requests a second, and how slow the slowest hundredth, beside three peers under the same load."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from statistics import median

from benchmarks.cache import Cache, Missing
from benchmarks.figure import Bound, Figure
from benchmarks.load import CONNECTIONS, Load, load
from benchmarks.process import Process, running
from benchmarks.servers import constant, emulator, moto, wiremock
from benchmarks.servers.server import Server

ROUNDS = 5
SECONDS = 3
WARM_UP_SECONDS = {"WireMock": 15}
"""Java compiles while it runs; the others are warm after a second."""

PEERS: dict[str, Callable[[Cache], Server]] = {
    "constant by werkzeug": lambda _: constant.server(),
    "WireMock": wiremock.server,
    "moto": moto.server,
}
AT_LEAST = {"constant by werkzeug": 0.35, "WireMock": 1.0, "moto": 15.0}
AIMS = {"constant by werkzeug": Bound("ratio", "at least", 0.5)}
SLOWER_ALLOWED = ("WireMock", "moto")
"""The peers whose p99 ours has to stay under."""


def measure(cache: Cache) -> list[Figure]:
    """Keep all servers running and put load on one at a time, by turns."""
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
    speed = {name: median(run.per_second for run in done) for name, done in runs.items()}
    slow = {name: median(run.p99_ms for run in done) for name, done in runs.items()}
    return [
        *(
            Figure(
                rates, speed["emulator"], "/s", name, speed.get(name),
                Bound("ratio", "at least", AT_LEAST[name]), AIMS.get(name), missing.get(name, ""),
            )
            for name in PEERS
        ),
        *(
            Figure(
                f"{rates}, p99", slow["emulator"], "ms", name, slow.get(name),
                Bound("ratio", "at most", 1), None, missing.get(name, ""),
            )
            for name in SLOWER_ALLOWED
        ),
    ]  # fmt: skip


def _runs(processes: dict[str, Process]) -> dict[str, list[Load]]:
    for name, process in processes.items():
        load(process, seconds=WARM_UP_SECONDS.get(name, 1))
    runs: dict[str, list[Load]] = {name: [] for name in processes}
    for _ in range(ROUNDS):
        for name, process in processes.items():
            done = load(process, seconds=SECONDS)
            if done.errors:
                raise RuntimeError(f"{name}: {done.errors} of {done.requests} requests failed")
            runs[name].append(done)
    return runs
