"""The resident memory of the whole process group, after the start and after much work."""

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
    """Measure `serve` by RSS, and `serve --workers 2` by PSS, because its processes share most of their pages."""
    figures = []
    for words, arguments, weighed in (("", (), "Rss"), (", --workers 2", ("--workers", "2"), "Pss")):
        with running(emulator.server(*arguments)) as process:
            figures += _figures(f"memory after start{words}", process.memory(), weighed)
            name = f"memory after {REQUESTS:,} requests{words}"
            try:
                done = load(process, seconds=LONGEST_SECONDS, requests=REQUESTS)
            except Missing as problem:
                figures.append(Figure(name, target=TARGET, missing=str(problem)))
                continue
            if done.requests < REQUESTS or done.errors:
                raise RuntimeError(
                    f"{done.requests} of {REQUESTS} requests were answered, {done.errors} of them wrongly"
                )
            figures += _figures(name, process.memory(), weighed)
    return figures


def _figures(name: str, memory: dict[str, float], weighed: str) -> list[Figure]:
    return [
        Figure(
            f"{name}, {kind.upper()}",
            value,
            "MB",
            target=TARGET if kind == weighed else None,
            aim=AIM if kind == weighed else None,
        )
        for kind, value in memory.items()
    ]
