"""Verify what is billed; if it is something else, tell the nearest records and how they differ."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import amounts, duration, record_filter
from marketplace_emulator.control.ledger import RefusedRequests, refused_requests
from marketplace_emulator.control.metering_records import MeteringRecord, shown, wanted
from marketplace_emulator.control.route import route
from marketplace_emulator.printable import printable
from marketplace_emulator.store import Row, exchanges, nearest_records
from marketplace_emulator.store.wanted_records import WantedRecords
from marketplace_emulator.world import World

SHOWN = 5
Quantity = (
    Annotated[
        str,
        Meta(
            pattern=amounts.QUANTITY_PATTERN,
            description="a quantity, such as 17 or '17.42', with at most six decimal places",
        ),
    ]
    | Annotated[int, Meta(ge=0, le=9_999_999_999)]
)
BilledExpectation: Any = record_filter.USAGE.struct(
    "BilledExpectation",
    billed=(Quantity, msgspec.NODEFAULT),
    times=(Annotated[int, Meta(ge=0, le=1_000_000)], 1),
)
"""The usage that is looked at, and what is expected: this quantity is billed so many times, and nothing else is."""


class NearestRecord(TypedDict):
    """A record that nearly is what was expected, or that is billed too, and how it differs."""

    record: MeteringRecord
    why: list[str]


class VerifiedLedger(TypedDict):
    """Whether what is billed is as expected; `billed` has how often each quantity is, of the most frequent five."""

    holds: bool
    billed: dict[str, int]
    detail: str
    nearest: list[NearestRecord]


@route("POST", "/ledger/verify")
def verify_ledger(world: World, body: BilledExpectation) -> VerifiedLedger:
    """Verify that a quantity is billed so many times, and nothing else of the same usage."""
    store, looked_for = world.store, wanted(world, body)
    micros = amounts.units(str(body.billed), amounts.QUANTITY)
    quantity = _written(micros)
    billed = {_written(each): times for each, times in nearest_records.billed(store, looked_for, most=SHOWN)}
    holds = billed == ({quantity: body.times} if body.times else {})
    rows = [] if holds else nearest_records.nearest(store, looked_for, micros, most=SHOWN)
    near = [
        NearestRecord(record=shown(row), why=_why(row))
        for row in _telling(rows, missing=billed.get(quantity, 0) < body.times)
    ]
    lines = [f"{_named(looked_for, body)}: expected {quantity}, {_often(body.times)}; billed {_told(billed)}"]
    if not billed and not micros and body.times == 1:
        lines.append("  a record of 0 is billed, too; to expect that nothing is, give times 0, as `--times 0` does")
    elif not holds:
        refused = refused_requests(world, body)
        if not refused and not any(_OWN.issuperset(row["differs"]) for row in rows):
            refused = refused_requests(world, body, about_any=True)
        lines += [*map(_line, near), *map(_refused, refused)]
        if not near and not refused:
            _, newest = exchanges.ends(store)
            lines.append(_NO_USAGE if newest else _NO_REQUEST)
    return VerifiedLedger(holds=holds, billed=billed, detail="\n".join(map(printable, lines)), nearest=near)


_NO_REQUEST = "no usage was sent to this emulator; is the integration's AWS endpoint set to it?"
_NO_USAGE = "no usage was taken; `marketplace-emulator exchanges` lists the requests that came"
_OWN = frozenset({"quantity", "billed"})
"""In what a record may differ that is of the very usage that is looked at."""


def _telling(rows: list[Row], missing: bool) -> list[Row]:
    """Return the records that are billed, and those that differ least from them or from one that is missing.

    If one is missing, all records of the usage tell what became of it.
    """
    least = min((len(row["differs"]) for row in rows if row["differs"] or not missing), default=0)
    own = _OWN if missing else {"quantity"}
    return [row for row in rows if len(row["differs"]) == least or own.issuperset(row["differs"])]


_WORDS = {
    "customer_aws_account_id": "customer",
    "customer_identifier": "customer",
    "agreement_id": "agreement",
    "license_arn": "license",
    "product_code": "product",
}


def _written(micros: int) -> str:
    return amounts.written(micros, amounts.QUANTITY)


def _named(looked_for: WantedRecords, body: Any) -> str:
    given: dict[str, Any] = {**record_filter.USAGE.given(body), **looked_for.columns}
    if "hour" in given:
        given["hour"] = duration.iso(given["hour"])
    return ", ".join(f"{_WORDS.get(name, name)} {value}" for name, value in given.items()) or "all usage"


def _often(times: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(times, f"{times} times")


def _told(billed: dict[str, int]) -> str:
    return "; ".join(f"{quantity}, {_often(times)}" for quantity, times in billed.items()) or "nothing"


def _why(row: Row) -> list[str]:
    why = [_DIFFERENT[name](row) for name in row["differs"] if name in _DIFFERENT]
    usage = f"{row['dimension']} of customer {_customer(row)}, hour {duration.iso(row['hour'])}"
    return why or [f"it is billed by {row['scope']}, for {usage}"]


def _unbilled(row: Row) -> str:
    said = "it was accepted, but not billed" if row["status"] == "Success" else f"it was refused as {row['status']}"
    return f"{said}: {row['reason']}" if row["reason"] else said


_DIFFERENT = {
    "customer_aws_account_id": lambda row: f"its customer is {_customer(row)}",
    "customer_identifier": lambda row: f"its customer is {_customer(row)}",
    "agreement_id": lambda row: f"its agreement is {row['agreement_id'] or 'unknown'}",
    "license_arn": lambda row: f"its license is {row['license_arn'] or 'not given'}",
    "product_code": lambda row: f"its product is {row['product_code']}",
    "dimension": lambda row: f"its dimension is {row['dimension']}",
    "operation": lambda row: f"its operation is {row['operation']}",
    "hour": lambda row: f"its hour is {duration.iso(row['hour'])}",
    "time": lambda row: f"its hour is {duration.iso(row['hour'])}",
    "quantity": lambda row: f"its quantity is {_written(row['micros'])}",
    "billed": _unbilled,
}


def _customer(row: Row) -> str:
    return row["customer_aws_account_id"] or row["customer_identifier"] or "unknown"


def _line(near: NearestRecord) -> str:
    record = near["record"]
    return (
        f"  the record of {record['quantity']} in request {record['request_id']} at {record['received_at']}: "
        f"{'; '.join(near['why'])}"
    )


def _refused(each: RefusedRequests) -> str:
    return (
        f"  {each['operation']} was refused whole {_often(each['times'])} with {each['outcome']}; "
        f"`{each['command']}` lists it"
    )
