"""Metering records: every record of usage that was ever sent, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import amounts, duration, record_filter, usage_columns
from marketplace_emulator.control import csv_answer
from marketplace_emulator.control.page import LARGEST
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import Answer, route
from marketplace_emulator.nearest import meant
from marketplace_emulator.record_filter import Operation, Status
from marketplace_emulator.store import Row, Store, agreements, dimensions, products, wanted_records
from marketplace_emulator.store.wanted_records import WantedRecords
from marketplace_emulator.world import World

Limit = Annotated[int, Meta(ge=1, le=LARGEST)] | None
RecordQuery: Any = record_filter.RECORDS.struct(
    "RecordQuery",
    limit=(Limit, None),
    cursor=(Annotated[int, Meta(ge=0, le=2**53)], 0),
    newest=(bool, False),
    format=(csv_answer.Format, "json"),
)
"""A filter, and which page of the matching records: in JSON at most `limit` of them (default 100), in CSV all unless a
`limit` is given. `newest` returns the last page instead of the first."""


class MeteringRecord(TypedDict):
    """One record of usage, as it was sent and judged.

    `request_id` finds its exchange. `scope` is what it was deduplicated by. `hour` is the start of the hour that it
    counts for. `billed` says whether it is on the bill: a record that repeats a billed one is a Success, but not billed.
    """

    number: int
    metering_record_id: str | None
    request_id: str
    operation: Operation
    received_at: str
    product_code: str
    customer_aws_account_id: str | None
    customer_identifier: str | None
    agreement_id: str | None
    license_arn: str | None
    scope: str
    dimension: str
    timestamp: str
    hour: str
    quantity: Annotated[str, Meta(description="a decimal number, by value: 17 for 17.00")]
    allocations: list[Any] | None
    status: Status
    billed: bool
    reason: str | None


class MeteringRecords(TypedDict):
    """A page of metering records, the oldest first."""

    items: list[MeteringRecord]
    next: int | None


@route("GET", "/metering-records", also=csv_answer.CSV)
def list_metering_records(world: World, query: RecordQuery) -> MeteringRecords | Answer:
    """List the metering records."""
    store, found = world.store, wanted(world, query)
    if query.format == "csv" and query.limit is None:
        return csv_answer.answer(_every(store, found, query.cursor), usage_columns.RECORD, "metering list")
    limit: int = query.limit or 100
    rows = wanted_records.read(store, found, limit=limit + 1, after=query.cursor, newest=query.newest)
    page = [shown(row) for row in (rows[-limit:] if query.newest else rows[:limit])]
    if query.format == "csv":
        return csv_answer.answer(page, usage_columns.RECORD, "metering list")
    return MeteringRecords(items=page, next=page[-1]["number"] if len(rows) > limit and not query.newest else None)


def _every(store: Store, found: WantedRecords, after: int) -> Iterator[MeteringRecord]:
    while rows := wanted_records.read(store, found, limit=LARGEST, after=after):
        yield from map(shown, rows)
        after = rows[-1]["position"]


def wanted(world: World, query: Any) -> WantedRecords:
    """Read a filter for usage; raise Problem or NotThere for a product, agreement or dimension that does not exist."""
    now = world.clock.now()
    columns: dict[str, Any] = query.FILTER.given(query)
    if "product_code" in columns:
        products.find(world.store, columns["product_code"])
    if "agreement_id" in columns:
        agreements.find(world.store, columns["agreement_id"])
    if "dimension" in columns:
        _check_dimension(world, columns["dimension"])
    times = {}
    for name in ("since", "until", "hour"):
        if name in columns:
            with duration.given_as(name):
                times[name] = duration.moment(columns.pop(name), now)
    if "hour" in times:
        columns["hour"] = duration.hour(times["hour"])
    return WantedRecords(columns=columns, since=times.get("since"), until=times.get("until"))


def _check_dimension(world: World, given: str) -> None:
    known = [row[0] for row in world.store.rows(dimensions.KEYS)]
    if given not in known:
        raise Problem(422, f"no product has a dimension {given!r}; {meant(given, known)}")


def shown(row: Row) -> MeteringRecord:
    """Show a row of the table."""
    return MeteringRecord(
        number=row["position"],
        metering_record_id=row["metering_record_id"],
        request_id=row["request_id"],
        operation=row["operation"],
        received_at=duration.iso(row["received_at"]),
        product_code=row["product_code"],
        customer_aws_account_id=row["customer_aws_account_id"],
        customer_identifier=row["customer_identifier"],
        agreement_id=row["agreement_id"],
        license_arn=row["license_arn"] or None,
        scope=row["scope"],
        dimension=row["dimension"],
        timestamp=duration.iso(row["timestamp"]),
        hour=duration.iso(row["hour"]),
        quantity=amounts.written(row["micros"], amounts.QUANTITY),
        allocations=None if row["allocations"] is None else msgspec.json.decode(row["allocations"]),
        status=row["status"],
        billed=bool(row["billed"]),
        reason=row["reason"],
    )
