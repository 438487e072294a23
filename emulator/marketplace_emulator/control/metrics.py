"""Metrics for Prometheus, counted from the journal: requests pay nothing for them, and they cover all processes on one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from marketplace_emulator.control.health import counted
from marketplace_emulator.control.route import Answer, route
from marketplace_emulator.store import exchanges
from marketplace_emulator.store.totals import BUCKETS, Group
from marketplace_emulator.world import World

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NAME = "marketplace_emulator"
NONE = "none"
"""The operation's label for requests that name no known operation."""


@route("GET", "/metrics", content_type=CONTENT_TYPE)
def show_metrics(world: World) -> Answer:
    """Show requests, outcomes, durations and applied faults since the last reset, for Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_JournalCollector(world))
    return Answer(200, CONTENT_TYPE, generate_latest(registry))


class _JournalCollector(Collector):
    def __init__(self, world: World) -> None:
        self.world = world

    def collect(self) -> Iterator[Metric]:
        counts = exchanges.counts(self.world.store)
        info = GaugeMetricFamily(f"{NAME}_info", "The version of the running emulator.", labels=["version"])
        info.add_metric([version("marketplace-emulator")], 1)
        yield info
        yield _requests(counts)
        yield _durations(counts)
        yield _faults(counts)
        rows = GaugeMetricFamily(f"{NAME}_rows", "Rows in each table of the store.", labels=["table"])
        for table, count in counted(self.world.store).items():
            rows.add_metric([table], count)
        yield rows


def _requests(counts: dict[Group, tuple[int, float]]) -> Metric:
    requests: Counter[tuple[str, str]] = Counter()
    for group, (count, _) in counts.items():
        requests[group.operation or NONE, group.outcome] += count
    family = CounterMetricFamily(
        f"{NAME}_requests",
        "Requests for AWS operations, by operation and outcome: ok, AWS's error code, or how the connection ended. "
        "The outcome is the operation's own; faults_applied counts the faults that changed an answer.",
        labels=["operation", "outcome"],
    )
    for labels, count in sorted(requests.items()):
        family.add_metric(labels, count)
    return family


def _durations(counts: dict[Group, tuple[int, float]]) -> Metric:
    family = HistogramMetricFamily(
        f"{NAME}_request_duration_seconds",
        "Time from the request's first line to the answer's first line, including latency from faults.",
        labels=["operation"],
    )
    for operation in sorted({group.operation for group in counts}):
        buckets, seconds = [0] * (len(BUCKETS) + 1), 0.0
        for group, (count, taken) in counts.items():
            if group.operation == operation:
                buckets[group.bucket] += count
                seconds += taken
        bounds = [*map(str, BUCKETS), "+Inf"]
        family.add_metric([operation or NONE], list(zip(bounds, accumulate(buckets), strict=True)), seconds)
    return family


def _faults(counts: dict[Group, tuple[int, float]]) -> Metric:
    applied: Counter[tuple[str, str]] = Counter()
    for group, (count, _) in counts.items():
        for kind in filter(None, group.fault_kinds.split(",")):
            applied[kind, group.operation or NONE] += count
    family = CounterMetricFamily(f"{NAME}_faults_applied", "Faults applied to requests.", labels=["kind", "operation"])
    for labels, count in sorted(applied.items()):
        family.add_metric(labels, count)
    return family
