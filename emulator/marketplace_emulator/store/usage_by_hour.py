"""An agreement's usage by the hour: how much of each dimension is billed, and how much was sent that is not."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, bindparam, func, select

from marketplace_emulator import amounts
from marketplace_emulator.store.database import Prepared, Row, Store
from marketplace_emulator.store.metering_records import METERING_RECORDS

_C = METERING_RECORDS.c
_OF_AGREEMENT = _C.agreement_id == bindparam("agreement_id")
_FIRST = Prepared(lambda: select(_C.hour).where(_OF_AGREEMENT).order_by(_C.hour).limit(1))
_LAST = Prepared(lambda: select(_C.hour).where(_OF_AGREEMENT).order_by(_C.hour.desc()).limit(1))


def _sum(what: Any) -> Any:
    return func.sum(what, type_=Integer)


_SUMS = Prepared(
    lambda: (
        select(
            _C.hour,
            _C.dimension,
            _C.billed,
            _sum(_C.micros // amounts.MILLION).label("whole"),
            _sum(_C.micros % amounts.MILLION).label("parts"),
            func.count().label("records"),
        )
        .where(_OF_AGREEMENT, _C.hour >= bindparam("since"), _C.hour <= bindparam("until"))
        .group_by(_C.hour, _C.dimension, _C.billed)
        .order_by(_C.hour, _C.dimension)
    )
)


def hours(store: Store, agreement_id: str) -> tuple[int, int] | None:
    """Return the first and the last hour for which usage of an agreement was sent; None if there is none."""
    first = store.row(_FIRST, agreement_id=agreement_id)
    last = store.row(_LAST, agreement_id=agreement_id)
    return None if first is None or last is None else (first[0], last[0])


def sums(store: Store, agreement_id: str, since: int, until: int) -> list[Row]:
    """Return the sums from one hour to another: `micros` and how many `records` of each hour and dimension, billed or not."""
    rows = store.rows(_SUMS, agreement_id=agreement_id, since=since, until=until)
    return [{**dict(row), "micros": row["whole"] * amounts.MILLION + row["parts"]} for row in rows]
