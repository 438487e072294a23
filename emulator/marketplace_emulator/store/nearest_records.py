"""The metering records that come nearest to what was expected to be billed."""

from __future__ import annotations

import functools
import operator

from sqlalchemy import ColumnElement, case, func, literal, select, true

from marketplace_emulator.store.database import Row, Store
from marketplace_emulator.store.metering_records import METERING_RECORDS
from marketplace_emulator.store.wanted_records import WantedRecords, equal

_C = METERING_RECORDS.c


def billed(store: Store, wanted: WantedRecords, *, most: int) -> list[tuple[int, int]]:
    """Return the billed quantities of the records wanted in millionths, each with how often, the most frequent first."""
    number = func.count().label("number")
    query = select(_C.micros, number).where(_C.billed == true(), *wanted.conditions()).group_by(_C.micros)
    return [
        (row["micros"], row["number"])
        for row in store.ask(query.order_by(number.desc(), func.min(_C.position)).limit(most))
    ]


def nearest(store: Store, wanted: WantedRecords, micros: int, *, most: int) -> list[Row]:
    """Return the records that differ least from billed ones of a quantity in millionths, the nearest first.

    Each row has `differs`, the members in which it differs: those of the filter, `quantity` and `billed`.
    """
    same = {name: equal(name, value) for name, value in wanted.columns.items()}
    same |= {"quantity": _C.micros == micros, "billed": _C.billed == true()}
    if wanted.since is not None or wanted.until is not None:
        same["time"] = functools.reduce(
            operator.and_, WantedRecords(since=wanted.since, until=wanted.until).conditions()
        )
    differs = {name: _no(condition).label(f"differs_{name}") for name, condition in same.items()}
    far = func.abs(_C.hour - wanted.columns.get("hour", literal(0)))
    query = (
        select(METERING_RECORDS, *differs.values())
        .order_by(functools.reduce(operator.add, map(_no, same.values())), far, _C.position.desc())
        .limit(most)
    )
    return [{**row, "differs": [name for name in differs if row[f"differs_{name}"]]} for row in store.ask(query)]


def _no(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 0), else_=1)
