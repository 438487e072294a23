"""Speed of two workers that serve one state, and how long they wait for each other, beside one process."""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median

from benchmarks.cache import Cache, Missing
from benchmarks.figure import Bound, Figure
from benchmarks.load import CONNECTIONS, Load, load
from benchmarks.process import running
from benchmarks.servers import emulator

ROUNDS = 3
SECONDS = 3
AIM = Bound("ratio", "at least", 1)
P99_TARGET = Bound("ours", "at most", 50)


def measure(_: Cache) -> list[Figure]:
    """Put load on two workers and on one process, by turns."""
    name = f"ResolveCustomer, {CONNECTIONS} connections, --workers 2"
    with ExitStack() as stack:
        two = stack.enter_context(running(emulator.server("--workers", "2")))
        one = stack.enter_context(running(emulator.server()))
        try:
            runs = [(load(two, seconds=SECONDS), load(one, seconds=SECONDS)) for _ in range(ROUNDS)]
        except Missing as problem:
            return [Figure(name, missing=str(problem))]
    ours, theirs = zip(*runs, strict=True)
    if errors := sum(each.errors for each in ours):
        raise RuntimeError(f"{errors} requests failed")
    return [
        Figure(name, _median(ours, "per_second"), "/s", "one process", _median(theirs, "per_second"), aim=AIM),
        Figure(f"{name}, p99", _median(ours, "p99_ms"), "ms", "one process", _median(theirs, "p99_ms"), P99_TARGET),
    ]


def _median(runs: tuple[Load, ...], what: str) -> float:
    return median(getattr(run, what) for run in runs)
