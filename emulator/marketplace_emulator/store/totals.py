"""Counts of deleted exchanges for the metrics: by operation, outcome, faults and duration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Float, Integer, Select, String, Table, bindparam, case, func, select
from sqlalchemy.dialects.sqlite import Insert, insert

from marketplace_emulator.store.database import METADATA, Prepared, Store

TOTALS = Table(
    "totals",
    METADATA,
    Column("operation", String, primary_key=True),
    Column("outcome", String, primary_key=True),
    Column("fault_kinds", String, primary_key=True),
    Column("bucket", Integer, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
)
"""`operation` is empty if the request reached none; `bucket` is the index in `BUCKETS` of the duration."""

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds of durations in seconds; one more bucket is for longer ones."""


class Group(NamedTuple):
    """The values by which exchanges are counted."""

    operation: str
    outcome: str
    fault_kinds: str
    bucket: int


def counted(exchanges: Table, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the number of exchanges in each group, and the seconds that they took."""
    columns = exchanges.c
    bucket = case(
        *((columns.duration_ms <= bound * 1000, index) for index, bound in enumerate(BUCKETS)), else_=len(BUCKETS)
    )
    group = (func.coalesce(columns.operation, ""), columns.outcome, columns.fault_kinds, bucket)
    return select(*group, func.count(), func.sum(columns.duration_ms) / 1000).where(*conditions).group_by(*group)


def adding(exchanges: Table, condition: ColumnElement[bool]) -> Prepared:
    """Prepare the statement that counts exchanges that satisfy a condition, before they are deleted."""
    return Prepared(
        lambda: _adding(insert(TOTALS).from_select([column.name for column in TOTALS.c], counted(exchanges, condition)))
    )


def _adding(new: Insert) -> Insert:
    return new.on_conflict_do_update(
        index_elements=["operation", "outcome", "fault_kinds", "bucket"],
        set_={
            "count": TOTALS.c.count + new.excluded["count"],
            "seconds": TOTALS.c.seconds + new.excluded.seconds,
        },
    )


ALL = Prepared(lambda: select(TOTALS))
_ADD = Prepared(lambda: _adding(insert(TOTALS).values({column.name: bindparam(column.name) for column in TOTALS.c})))


def add(store: Store, counts: Mapping[Group, tuple[int, float]]) -> None:
    """Add numbers of exchanges, and the seconds that they took, to the counts of their groups."""
    store.run_rows(_ADD, [(*group, *count) for group, count in counts.items()])


def group_of(row: Sequence[Any]) -> Group:
    """Return the group of a row of `ALL` or `counted`; the row's other columns are the count and the seconds."""
    return Group(row[0], row[1], row[2], row[3])
