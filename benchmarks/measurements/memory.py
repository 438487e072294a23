"""How much memory the whole process group has resident: after its start, and after much work."""

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
    """Weigh `serve` and `serve --workers 2`."""
    figures = []
    for words, arguments in (("", ()), (", --workers 2", ("--workers", "2"))):
        with running(emulator.server(*arguments)) as process:
            figures += _figures(f"memory after start{words}", process.memory())
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
            figures += _figures(name, process.memory())
    return figures


def _figures(name: str, memory: dict[str, float]) -> list[Figure]:
    return [
        Figure(f"{name}, RSS", memory["Rss"], "MB", target=TARGET, aim=AIM),
        Figure(f"{name}, PSS", memory["Pss"], "MB"),
    ]
