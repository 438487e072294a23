"""How fast one process serves a state that a file keeps, where requests that arrive together share a COMMIT."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks.cache import Cache, Missing
from benchmarks.figure import Bound, Figure
from benchmarks.load import CONNECTIONS, Load, load
from benchmarks.process import running
from benchmarks.servers import emulator

ROUNDS = 3
SECONDS = 3
TARGET = Bound("ratio", "at least", 0.4)


def measure(_: Cache) -> list[Figure]:
    """Put load on a server whose state is in a file and on one whose state is in memory, by turns."""
    name = f"ResolveCustomer, {CONNECTIONS} connections, --store FILE"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept = stack.enter_context(running(emulator.server("--store", str(folder / "marketplace.db"))))
        memory = stack.enter_context(running(emulator.server()))
        try:
            runs = [(load(kept, seconds=SECONDS), load(memory, seconds=SECONDS)) for _ in range(ROUNDS)]
        except Missing as problem:
            return [Figure(name, missing=str(problem))]
    ours, theirs = zip(*runs, strict=True)
    if errors := sum(each.errors for each in ours):
        raise RuntimeError(f"{errors} requests failed")
    return [
        Figure(name, _median(ours, "per_second"), "/s", "in memory", _median(theirs, "per_second"), TARGET),
        Figure(f"{name}, computing an answer", _median(ours, "cpu_us"), "µs", "in memory", _median(theirs, "cpu_us")),
    ]


def _median(runs: tuple[Load, ...], what: str) -> float:
    return median(getattr(run, what) for run in runs)
