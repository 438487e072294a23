"""BatchMeterUsage of 25 records, kept in a file: beside moto, beside itself with a million records, and its memory."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from benchmarks.cache import Cache, Missing
from benchmarks.figure import Bound, Figure
from benchmarks.load import CONNECTIONS, Load
from benchmarks.metering_job import RECORDS, Job, metering
from benchmarks.servers import emulator, moto

ROUNDS = 5
SECONDS = 3
MILLION = 1_000_000
FEW = 1_000
"""So many records there are when the measurement of the first ones begins."""
BATCHES = 400
"""How many batches a round sends to the server with few records, and to the one with many."""
FILLING_SECONDS = 600
NAME = f"BatchMeterUsage of {RECORDS} records, --store FILE"
RATE_TARGET = Bound("ratio", "at least", 5)
TARGETS: Mapping[str, Bound] = {
    "full": Bound("ratio", "at most", 1.3),
    "memory": Bound("ratio", "at most", 1.05),
}


def measure(cache: Cache) -> list[Figure]:
    """Send batches to the emulator and to moto by turns; then fill the emulator with a million records, and go on."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        jobs = {
            name: stack.enter_context(metering(emulator.metering("--store", str(folder / f"{name}.db")), generation))
            for name, generation in {"legacy": "legacy", "concurrent": "concurrent", "new": "legacy"}.items()
        }
        try:
            peer = stack.enter_context(metering(moto.server(cache, records=RECORDS), "legacy"))
        except Missing as problem:
            peer, missing = None, str(problem)
        try:
            return [*_beside(peer, jobs, missing if peer is None else ""), *_grown(jobs["legacy"], jobs["new"])]
        except Missing as problem:
            return [Figure(NAME, missing=str(problem))]


def _beside(peer: Job | None, jobs: dict[str, Job], missing: str) -> list[Figure]:
    """Compare the records per second, and the CPU time of a record, of both generations."""
    runs: dict[str, list[Load]] = {"legacy": [], "concurrent": [], "moto": []}
    for _ in range(ROUNDS):
        for name in ("legacy", "concurrent"):
            runs[name].append(jobs[name].run(seconds=SECONDS))
        if peer is not None:
            runs["moto"].append(peer.run(seconds=SECONDS))
    rates = {name: median(run.per_second for run in done) * RECORDS for name, done in runs.items() if done}
    costs = {name: median(run.cpu_us for run in done) / RECORDS for name, done in runs.items() if done}
    figures = []
    for name in ("legacy", "concurrent"):
        what = f"{NAME}, {name}, {CONNECTIONS} connections"
        figures += [
            Figure(f"{what}, records", rates[name], "/s", "moto", rates.get("moto"), RATE_TARGET, missing=missing),
            Figure(f"{what}, computing a record", costs[name], "µs", "moto", costs.get("moto"), missing=missing),
        ]
    return figures


def _grown(full: Job, new: Job) -> list[Figure]:
    """Compare a server with a million records with a new one, and its memory with that after a tenth of them."""
    _fill(full, MILLION // 10)
    memory = full.process.memory()
    _fill(full, MILLION)
    memory_full = full.process.memory()
    _fill(new, FEW)
    rounds = [(full.run(seconds=60, batches=BATCHES), new.run(seconds=60, batches=BATCHES)) for _ in range(ROUNDS)]
    times = [median(run.seconds / run.requests / RECORDS * 1e6 for run in runs) for runs in zip(*rounds, strict=True)]
    return [
        Figure(f"{NAME}, the 1,000,001st record", times[0], "µs", "the 1,000th", times[1], TARGETS["full"]),
        Figure("memory after 1,000,000 records", memory_full, "MB", "after 100,000", memory, TARGETS["memory"]),
    ]


def _fill(job: Job, records: int) -> None:
    while (missing := records // RECORDS - job.sent) > 0:
        job.run(seconds=FILLING_SECONDS, batches=min(missing, MILLION // RECORDS // 5))
