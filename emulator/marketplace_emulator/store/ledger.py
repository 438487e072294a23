"""The ledger: what is billed for each agreement, dimension and hour, summed from the metering records."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, func, literal, select, tuple_

from marketplace_emulator import amounts
from marketplace_emulator.store.database import Prepared, Row, Store
from marketplace_emulator.store.dimensions import DIMENSIONS
from marketplace_emulator.store.metering_records import METERING_RECORDS
from marketplace_emulator.store.wanted_records import WantedRecords

By = Literal["hour", "dimension", "agreement"]
"""How far a line of the ledger is summed up: an agreement's dimension in an hour, its dimension, or all of it."""
LineKey = tuple[Any, ...]
"""What tells a line from the others: its hour, agreement, product, customer and dimension, or fewer of these."""
REFUSED = ("DuplicateRecord", "CustomerNotSubscribed", "Unprocessed")

_C = METERING_RECORDS.c
_PARTS: dict[str, ColumnElement[Any]] = {
    "hour": _C.hour,
    "agreement_id": func.coalesce(_C.agreement_id, ""),
    "product_code": _C.product_code,
    "customer": func.coalesce(_C.customer_aws_account_id, _C.customer_identifier, ""),
    "dimension": _C.dimension,
}
_ALL = tuple(_PARTS)
KEYS: dict[By, tuple[str, ...]] = {
    "hour": _ALL,
    "dimension": ("agreement_id", "product_code", "customer", "dimension"),
    "agreement": ("agreement_id", "product_code", "customer"),
}
"""The parts of the key of a line, in the order of the lines."""
_OF_AGREEMENT = _C.agreement_id == bindparam("agreement_id")
_FIRST = Prepared(lambda: select(_C.hour).where(_OF_AGREEMENT).order_by(_C.hour).limit(1))
_LAST = Prepared(lambda: select(_C.hour).where(_OF_AGREEMENT).order_by(_C.hour.desc()).limit(1))
_WAYS = (_C.scope == "product", _C.scope == "license", _C.scope.not_in(("product", "license")))
"""The ways in which usage is deduplicated. What is billed in two of them is billed twice."""


def _sum(what: Any, *where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((and_(*where), what), else_=0), type_=Integer)


_BILLED_TWICE = functools.reduce(operator.add, [case((_sum(1, _C.billed, way) > 0, 1), else_=0) for way in _WAYS]) > 1


def hours(store: Store, agreement_id: str) -> tuple[int, int] | None:
    """Return the first and the last hour for which usage of an agreement was sent; None if there is none."""
    first = store.row(_FIRST, agreement_id=agreement_id)
    last = store.row(_LAST, agreement_id=agreement_id)
    return None if first is None or last is None else (first[0], last[0])


def keys(
    store: Store, wanted: WantedRecords, by: By, *, after: LineKey | None, limit: int, newest: bool = False
) -> list[LineKey]:
    """Return the keys of the first lines after one, or of the `newest`, in the order of the lines."""
    parts = [_PARTS[name].label(name) for name in KEYS[by]]
    query = select(*parts).where(*wanted.conditions()).distinct().limit(limit)
    if after is not None:
        query = query.where(*_bounds(by, after, None), _row(by) != _values(after))
    # The last term keeps SQLite from sorting all records, where the index gives the hours in order.
    query = query.order_by(*(part.desc() if newest else part for part in parts), parts[0])
    found = [tuple(row.values()) for row in store.ask(query)]
    return found[::-1] if newest else found


def key_of(store: Store, by: By, position: int) -> LineKey | None:
    """Return the key of the line that the record at a position belongs to, or None if there is no such record."""
    found = store.ask(select(*(_PARTS[name].label(name) for name in KEYS[by])).where(_C.position == position))
    return tuple(found[0].values()) if found else None


def sums(
    store: Store, wanted: WantedRecords, by: By | None, first: LineKey | None = None, last: LineKey | None = None
) -> list[Row]:
    """Return the sums of each dimension in the lines from one key to another, in the order of the lines.

    `whole` and `parts` are the billed quantity and its millionths, `unbilled_whole` and `unbilled_parts` the one that is not
    billed, `times` how many records are billed, `twice` how many hours are billed twice, and `sent` how many records there are.
    Without `by`, sum up everything.
    """
    names = _grouped(by)
    parts = [_PARTS[name].label(name) for name in names]
    conditions = [*wanted.conditions(), *(_bounds(by, first, last) if by else ())]
    lines = (
        select(
            *parts,
            func.max(_C.customer_aws_account_id).label("account"),
            func.min(_C.position).label("position"),
            func.count().label("sent"),
            _sum(1, _C.billed).label("times"),
            _sum(_C.micros // amounts.MILLION, _C.billed).label("whole"),
            _sum(_C.micros % amounts.MILLION, _C.billed).label("parts"),
            _sum(_C.micros // amounts.MILLION, ~_C.billed).label("unbilled_whole"),
            _sum(_C.micros % amounts.MILLION, ~_C.billed).label("unbilled_parts"),
            *(_sum(1, ~_C.billed, _C.status == status).label(status) for status in REFUSED),
            _BILLED_TWICE.label("twice"),
        )
        .where(*conditions)
        .group_by(*(_PARTS[name] for name in names))
        .subquery()
    )
    price = and_(DIMENSIONS.c.product_code == lines.c.product_code, DIMENSIONS.c.key == lines.c.dimension)
    query = (
        select(lines, DIMENSIONS.c.price)
        .join_from(lines, DIMENSIONS, price, isouter=True)
        .order_by(*(lines.c[name] for name in names))
    )
    found: list[Row] = [{**row, "twice": int(row["twice"])} for row in store.ask(query)]
    if by == "hour" or not any(row["twice"] for row in found):
        return found
    doubled = _hours_billed_twice(store, names, conditions)
    return [{**row, "twice": doubled.get(tuple(row[name] for name in names), 0)} for row in found]


def _hours_billed_twice(
    store: Store, names: Sequence[str], conditions: Sequence[ColumnElement[bool]]
) -> dict[LineKey, int]:
    # This sorts all records, which takes long; so it is only done where some are billed in two ways.
    lines = (
        select(*(part.label(name) for name, part in _PARTS.items()))
        .where(*conditions)
        .group_by(*_PARTS.values())
        .having(_BILLED_TWICE)
        .subquery()
    )
    grouped = [lines.c[name] for name in names]
    rows = store.ask(select(*grouped, func.count().label("hours")).group_by(*grouped))
    return {tuple(row[name] for name in names): int(row["hours"]) for row in rows}


def _grouped(by: By | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(KEYS[by] if by else ("product_code",)), "dimension")))


def records(store: Store, wanted: WantedRecords, first: LineKey, last: LineKey, *, most: int) -> list[Row]:
    """Return the first records, at most so many, of each line by the hour from one key to another; each with its `key`."""
    number = func.row_number().over(partition_by=list(_PARTS.values()), order_by=_C.position).label("number")
    found = (
        select(METERING_RECORDS, *(part.label(f"key_{name}") for name, part in _PARTS.items()), number)
        .where(*wanted.conditions(), *_bounds("hour", first, last))
        .subquery()
    )
    rows = store.ask(select(found).where(found.c.number <= most).order_by(found.c.position))
    return [{**row, "key": tuple(row[f"key_{name}"] for name in _ALL)} for row in rows]


def _bounds(by: By, first: LineKey | None, last: LineKey | None) -> list[ColumnElement[bool]]:
    bounds: list[ColumnElement[bool]] = []
    if first is not None:
        bounds.append(_row(by) >= _values(first))
        if by == "hour":
            bounds.append(_C.hour >= first[0])  # what the index is good for
    if last is not None:
        bounds.append(_row(by) <= _values(last))
        if by == "hour":
            bounds.append(_C.hour <= last[0])
    return bounds


def _row(by: By) -> ColumnElement[Any]:
    return tuple_(*(_PARTS[name] for name in KEYS[by]))


def _values(key: LineKey) -> ColumnElement[Any]:
    return tuple_(*(literal(value) for value in key))
