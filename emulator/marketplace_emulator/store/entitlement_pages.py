"""What buyers are entitled to: entitlements with their agreement, buyer and standing, read page by page."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any, Literal

import msgspec
from sqlalchemy import Float, Integer, String, bindparam, case, func, null, or_, select

from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared, Row, Store
from marketplace_emulator.store.entitlements import ENTITLEMENTS

Standing = Literal["in_force", "not_started", "not_propagated", "unpaid", "expired", "cancelled", "replaced"]
"""Whether an entitlement is in force, and if not, why. An agreement that was renewed is replaced, too."""

_ends_at = func.min(func.coalesce(ENTITLEMENTS.c.end_time, AGREEMENTS.c.end_time), AGREEMENTS.c.end_time)
_now = bindparam("now", type_=Float)
_standing = case(
    {
        "CANCELLED": "cancelled",
        "TERMINATED": "cancelled",
        "RENEWED": "replaced",
        "REPLACED": "replaced",
        "EXPIRED": "expired",
    },
    value=AGREEMENTS.c.status,
    else_=case(
        (_ends_at <= _now, "expired"),
        (AGREEMENTS.c.payment_failed, "unpaid"),
        (AGREEMENTS.c.start_time > _now, "not_started"),
        (AGREEMENTS.c.start_time + bindparam("delay", type_=Float) > _now, "not_propagated"),
        else_="in_force",
    ),
)
_ENTITLED = (
    select(
        ENTITLEMENTS.c.position,
        ENTITLEMENTS.c.agreement_id,
        ENTITLEMENTS.c.product_code,
        ENTITLEMENTS.c.customer_aws_account_id,
        ENTITLEMENTS.c.dimension,
        ENTITLEMENTS.c.value,
        AGREEMENTS.c.license_arn,
        AGREEMENTS.c.status,
        AGREEMENTS.c.start_time,
        BUYERS.c.customer_identifier,
        _ends_at.label("end_time"),
        _standing.label("standing"),
    )
    .join_from(ENTITLEMENTS, AGREEMENTS, AGREEMENTS.c.agreement_id == ENTITLEMENTS.c.agreement_id)
    .join(BUYERS, BUYERS.c.customer_aws_account_id == ENTITLEMENTS.c.customer_aws_account_id)
    .where(ENTITLEMENTS.c.position > bindparam("after", type_=Integer))
    .order_by(ENTITLEMENTS.c.position)
)
"""Entitlements `after` a position with their standing at `now`, if each takes effect `delay` seconds after the start."""

FILTERS = {
    "license_arn": AGREEMENTS.c.license_arn,
    "customer_aws_account_id": ENTITLEMENTS.c.customer_aws_account_id,
    "dimension": ENTITLEMENTS.c.dimension,
}
"""What a page may be filtered by, the most selective first."""


def _listed(name: str) -> Any:
    return select(func.json_each(bindparam(name, type_=String)).table_valued("value").c.value)


_OF_PRODUCT = (
    _ENTITLED.where(ENTITLEMENTS.c.product_code == bindparam("product_code"))
    .where(_standing.in_(_listed("standings")))
    .where(
        *(or_(bindparam(name, type_=String) == null(), column.in_(_listed(name))) for name, column in FILTERS.items())
    )
    .limit(bindparam("limit", type_=Integer))
)
_ALL = Prepared(lambda: _OF_PRODUCT)
_BY = {name: Prepared(_OF_PRODUCT.where(column == bindparam("value"))) for name, column in FILTERS.items()}


def matching(
    store: Store, conditions: Mapping[str, str | None], *, now: float, delay: float, after: int, limit: int
) -> list[Row]:
    """Return the first `limit` entitlements after a position whose columns have the given values (None: any)."""
    statement = _ENTITLED.limit(limit)
    for name, value in conditions.items():
        if value is not None:
            statement = statement.where(ENTITLEMENTS.c[name] == value)
    return list(map(dict, store.ask(statement.params(now=now, delay=delay, after=after))))


def of_product(
    store: Store,
    product_code: str,
    wanted: Mapping[str, Collection[str]],
    *,
    now: float,
    delay: float,
    standings: Collection[Standing],
    after: int,
    limit: int,
) -> list[Row]:
    """Return the first `limit` entitlements of a product after a position that have one of the standings.

    `wanted` has the values of some FILTERS: an entitlement has one of each. A page reads the rows of its own values
    alone, whatever else there is, so it asks for each value of the most selective filter by itself.
    """
    selective = next((name for name in FILTERS if name in wanted), None)
    given: dict[str, Any] = {
        "product_code": product_code,
        "now": now,
        "delay": delay,
        "after": after,
        "limit": limit,
        "standings": _json(standings),
        **{name: _json(wanted[name]) if name in wanted and name != selective else None for name in FILTERS},
    }
    if selective is None:
        return list(map(dict, store.rows(_ALL, **given)))
    found = (store.rows(_BY[selective], value=value, **given) for value in dict.fromkeys(wanted[selective]))
    return list(map(dict, islice(heapq.merge(*found, key=lambda row: row["position"]), limit)))


def _json(values: Collection[str]) -> str:
    # SQLite ends a JSON text at a NUL, so it would find `seats` for `seats\0`; no account or dimension has one.
    return msgspec.json.encode([each for each in values if "\0" not in each]).decode()
