"""The time from the start of the process to the first correct answer."""

from __future__ import annotations

from statistics import median

from benchmarks.cache import Cache, Missing
from benchmarks.figure import Bound, Figure
from benchmarks.process import running
from benchmarks.servers import emulator, moto
from benchmarks.servers.server import Server

ROUNDS = 7
TARGET = Bound("ratio", "at most", 1)
AIM = Bound("ours", "at most", 0.25)


def measure(cache: Cache) -> list[Figure]:
    """Start each server by turns; the first round, which fills the caches of disk and Python, does not count."""
    name = f"ready, median of {ROUNDS}"
    servers, missing = [emulator.server()], ""
    try:
        servers.append(moto.server(cache))
    except Missing as problem:
        missing = str(problem)
    times: dict[str, list[float]] = {each.name: [] for each in servers}
    for _ in range(1 + ROUNDS):
        for each in servers:
            times[each.name].append(_start(each))
    medians = {each: median(seconds[1:]) for each, seconds in times.items()}
    return [Figure(name, medians["emulator"], "s", "moto", medians.get("moto"), TARGET, AIM, missing)]


def _start(server: Server) -> float:
    with running(server) as process:
        return process.ready_seconds
