"""The resident memory of the process, after the start and after much work."""

from __future__ import annotations

from benchmarks.cache import Cache, Missing
from benchmarks.figure import Bound, Figure
from benchmarks.load import load
from benchmarks.process import running
from benchmarks.servers import emulator

REQUESTS = 100_000
LONGEST_SECONDS = 120
TARGET = Bound("ours", "at most", 120)
AIM = Bound("ours", "at most", 80)


def measure(_: Cache) -> list[Figure]:
    """Measure `serve` by RSS."""
    name = f"memory after {REQUESTS:,} requests"
    with running(emulator.server()) as process:
        figures = [Figure("memory after start", process.memory(), "MB", target=TARGET, aim=AIM)]
        try:
            done = load(process, seconds=LONGEST_SECONDS, requests=REQUESTS)
        except Missing as problem:
            return [*figures, Figure(name, target=TARGET, missing=str(problem))]
        if done.requests < REQUESTS or done.errors:
            raise RuntimeError(f"{done.requests} of {REQUESTS} requests were answered, {done.errors} of them wrongly")
        return [*figures, Figure(name, process.memory(), "MB", target=TARGET, aim=AIM)]
