"""The measurements, one file each: `--only` takes the file's name, and its `measure(cache)` returns the figures."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.cache import Cache
from benchmarks.figure import Figure
from benchmarks.measurements import (
    aws_skeleton,
    bulk,
    burst,
    deliveries,
    fault_rule,
    file,
    in_process,
    kit,
    live_tab,
    memory,
    metering,
    pages,
    plugin,
    preview,
    ready,
    renewals,
    snapshots,
    throughput,
)

MEASUREMENTS: dict[str, Callable[[Cache], list[Figure]]] = {
    "ready": ready.measure,
    "memory": memory.measure,
    "throughput": throughput.measure,
    "file": file.measure,
    "metering": metering.measure,
    "burst": burst.measure,
    "deliveries": deliveries.measure,
    "in_process": in_process.measure,
    "fault_rule": fault_rule.measure,
    "aws_skeleton": aws_skeleton.measure,
    "snapshots": snapshots.measure,
    "bulk": bulk.measure,
    "renewals": renewals.measure,
    "pages": pages.measure,
    "preview": preview.measure,
    "live_tab": live_tab.measure,
    "kit": kit.measure,
    "plugin": plugin.measure,
}
"""In the order of the table."""
