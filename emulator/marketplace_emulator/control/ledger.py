"""The ledger: what is billed for each agreement, dimension and hour, and what was refused."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Annotated, Any, NamedTuple, TypedDict, get_args

from msgspec import Meta

from marketplace_emulator import amounts, duration, nouns, record_filter, usage_columns
from marketplace_emulator.control import csv_answer
from marketplace_emulator.control.metering_records import Limit, wanted
from marketplace_emulator.control.page import LARGEST
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import Answer, route
from marketplace_emulator.operations import unknowable
from marketplace_emulator.record_filter import Operation, Status
from marketplace_emulator.store import Row, Store, agreements, buyers, exchanges, ledger
from marketplace_emulator.store.exchanges import Wanted
from marketplace_emulator.store.ledger import By
from marketplace_emulator.store.wanted_records import WantedRecords
from marketplace_emulator.world import World

_ADDED = ("whole", "parts", "times", "twice", "sent", *ledger.REFUSED)
"""What is added up where lines of the ledger are."""
MOST_RECORDS = 20
"""How many records a line shows."""
LedgerQuery: Any = record_filter.RECORDS.struct(
    "LedgerQuery",
    by=(By, "hour"),
    limit=(Limit, None),
    cursor=(Annotated[int, Meta(ge=0, le=2**53)], 0),
    newest=(bool, False),
    format=(csv_answer.Format, "json"),
)
"""A filter for the records that are counted, how far they are summed up, and which page of the lines: in JSON at most
`limit` of them (default 100), in CSV all unless a `limit` is given. `newest` returns the last page instead of the first."""

Refused = Annotated[dict[str, int], Meta(description="how many records were not billed, by their status")]
Amount = Annotated[str, Meta(description="US dollars")]


class LedgerRecord(TypedDict):
    """A record behind a line of the ledger."""

    metering_record_id: str | None
    request_id: str
    operation: Operation
    received_at: str
    scope: str
    quantity: str
    status: Status
    billed: bool
    reason: str | None


class LedgerLine(TypedDict):
    """What is billed for an agreement, a dimension and an hour, or summed up by the dimension or by the agreement.

    `quantity` is what is billed, in `times` records. `billed_twice` is how many hours are billed in two ways, such as by
    ProductCode and by LicenseArn. `amount` is null where no dimension has a price. `sent` counts all records of the line;
    `records` are the first ones.
    """

    hour: str | None
    agreement: str | None
    agreement_id: str | None
    buyer: str | None
    customer_aws_account_id: str | None
    customer_identifier: str | None
    product_code: str
    dimension: str | None
    quantity: str | None
    times: int
    billed_twice: int
    price: Amount | None
    amount: Amount | None
    sent: int
    refused: Refused
    records: list[LedgerRecord]


class LedgerTotal(TypedDict):
    """The sum of all lines. `amount` leaves out the `times_without_price`: billed records of dimensions without a price.

    It is quantity by price, and knows nothing of free trials, private offers and taxes.
    """

    times: int
    times_without_price: int
    billed_twice: int
    amount: Amount
    sent: int
    refused: Refused


class RefusedRequests(TypedDict):
    """Requests that were refused whole, so that they left no records, and the command that lists them.

    They are found by the filter's operation, buyer and other nouns, whatever hours it has.
    """

    operation: Operation
    outcome: str
    times: int
    command: str


class Ledger(TypedDict):
    """A page of the ledger. `total` and `refused_requests`, which the journal still has, are on the first page alone."""

    items: list[LedgerLine]
    next: int | None
    total: LedgerTotal | None
    refused_requests: list[RefusedRequests] | None


@route("GET", "/ledger", also=csv_answer.CSV)
def show_ledger(world: World, query: LedgerQuery) -> Ledger | Answer:
    """Show what is billed, by agreement, dimension and hour, the earliest hour first."""
    store, found = world.store, wanted(world, query)
    after = None
    if query.cursor:
        after = ledger.key_of(store, query.by, query.cursor)
        if after is None:
            raise Problem(422, f"cursor {query.cursor} is no line of this ledger; begin again, without a cursor")
    if query.format == "csv" and query.limit is None:
        every = _every(store, found, query.by, after)
        return csv_answer.answer(map(usage_columns.flat, every), usage_columns.LEDGER, "ledger")
    page = _page(store, found, query.by, after, query.limit or 100, query.newest)
    if query.format == "csv":
        return csv_answer.answer(map(usage_columns.flat, page.lines), usage_columns.LEDGER, "ledger")
    return Ledger(
        items=page.lines,
        next=page.position if page.more and not query.newest else None,
        total=None if query.cursor else _total(ledger.sums(store, found, None)),
        refused_requests=None if query.cursor else refused_requests(world, query),
    )


def by_dimension(store: Store, sums: Iterable[Row]) -> tuple[list[LedgerLine], LedgerTotal]:
    """Sum up sums of the hours or dimensions of agreements: return a line for each dimension, and the total."""
    found: dict[ledger.LineKey, Row] = {}
    for row in sums:
        key = tuple(row[name] for name in ledger.KEYS["dimension"])
        found[key] = {**row, **{name: found[key][name] + row[name] for name in _ADDED}} if key in found else row
    lines = [_line(store, "dimension", [row]) for _, row in sorted(found.items())]
    return lines, _total([*found.values()])


class _Page(NamedTuple):
    """Lines, the key of the last and the position of one of its records, and whether there are more lines."""

    lines: list[LedgerLine]
    last: ledger.LineKey | None
    position: int
    more: bool


def _page(
    store: Store, found: WantedRecords, by: By, after: ledger.LineKey | None, limit: int, newest: bool = False
) -> _Page:
    keys = ledger.keys(store, found, by, after=after, limit=limit + 1, newest=newest)
    page = keys[-limit:] if newest else keys[:limit]
    if not page:
        return _Page([], None, 0, False)
    lines, position = _lines(store, by, ledger.sums(store, found, by, page[0], page[-1]))
    if by == "hour":
        for record in ledger.records(store, found, page[0], page[-1], most=MOST_RECORDS):
            lines[record["key"]]["records"].append(_record(record))
    return _Page([*lines.values()], page[-1], position, len(keys) > limit)


def _every(store: Store, found: WantedRecords, by: By, after: ledger.LineKey | None) -> Iterator[LedgerLine]:
    more = True
    while more:
        lines, after, _, more = _page(store, found, by, after, LARGEST)
        yield from lines


def _lines(store: Store, by: By, rows: Iterable[Row]) -> tuple[dict[ledger.LineKey, LedgerLine], int]:
    """Return the lines by their keys, and the position of a record of the last one."""
    lines, position = {}, 0
    for key, sums in groupby(rows, key=lambda row: tuple(row[name] for name in ledger.KEYS[by])):
        parts = list(sums)
        lines[key], position = _line(store, by, parts), min(row["position"] for row in parts)
    return lines, position


def _line(store: Store, by: By, parts: list[Row]) -> LedgerLine:
    first, detailed = parts[0], by != "agreement"
    account, identifier = first["account"], None if first["account"] else first["customer"] or None
    agreement = store.row(agreements.FIND, agreement_id=first["agreement_id"])
    buyer = account and store.row(buyers.FIND, customer_aws_account_id=account)
    total = _total(parts)
    return LedgerLine(
        hour=duration.iso(first["hour"]) if by == "hour" else None,
        agreement=agreement["name"] if agreement else None,
        agreement_id=first["agreement_id"] or None,
        buyer=buyer["name"] if buyer else None,
        customer_aws_account_id=account,
        customer_identifier=identifier,
        product_code=first["product_code"],
        dimension=first["dimension"] if detailed else None,
        quantity=amounts.written(_quantity(first), amounts.QUANTITY) if detailed else None,
        times=total["times"],
        billed_twice=total["billed_twice"],
        price=first["price"] if detailed else None,
        amount=total["amount"] if any(row["price"] is not None for row in parts) else None,
        sent=total["sent"],
        refused=total["refused"],
        records=[],
    )


def _total(rows: list[Row]) -> LedgerTotal:
    refused = {status: sum(row[status] for row in rows) for status in ledger.REFUSED}
    priced = (row for row in rows if row["price"] is not None)
    amount = sum(_quantity(row) * amounts.units(row["price"], amounts.PRICE) for row in priced)
    return LedgerTotal(
        times=sum(row["times"] for row in rows),
        times_without_price=sum(row["times"] for row in rows if row["price"] is None),
        billed_twice=sum(row["twice"] for row in rows),
        amount=amounts.written(amount, amounts.AMOUNT),
        sent=sum(row["sent"] for row in rows),
        refused={status: number for status, number in refused.items() if number},
    )


def _quantity(row: Row) -> int:
    """Return the billed quantity in millionths; SQLite's integers would not hold every sum of these."""
    return int(row["whole"]) * amounts.MILLION + int(row["parts"])


def _record(row: Row) -> LedgerRecord:
    return LedgerRecord(
        metering_record_id=row["metering_record_id"],
        request_id=row["request_id"],
        operation=row["operation"],
        received_at=duration.iso(row["received_at"]),
        scope=row["scope"],
        quantity=amounts.written(row["micros"], amounts.QUANTITY),
        status=row["status"],
        billed=bool(row["billed"]),
        reason=row["reason"],
    )


def refused_requests(world: World, query: Any, *, about_any: bool = False) -> list[RefusedRequests]:
    """Count the requests of a filter's operation and nouns, or `about_any`, that were refused whole, by their error."""
    given = query.FILTER.given(query)
    about = {} if about_any else {noun: given[noun] for noun in nouns.NAMES if noun in given}
    asked = [given["operation"]] if "operation" in given else get_args(Operation)
    return [
        RefusedRequests(operation=operation, outcome=outcome, times=times, command=_command(operation, outcome, about))
        for operation in asked
        if unknowable(operation, about) is None
        for outcome, times in exchanges.failures(
            world.store, Wanted(columns={"operation": operation}, about=about)
        ).items()
    ]


def _command(operation: str, outcome: str, about: dict[str, str]) -> str:
    options = {"operation": operation, "outcome": outcome, **about}
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
    return shlex.join(["marketplace-emulator", "exchanges", *words])
