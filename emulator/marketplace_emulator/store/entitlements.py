"""Entitlements: how much of a product's dimensions an agreement grants."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from sqlalchemy import Column, Float, Index, Integer, String, Table, bindparam, delete, func, insert, select, update

from marketplace_emulator.store import dimensions
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.entry import FixtureEntry, Time
from marketplace_emulator.store.problems import Conflict, NotThere

ENTITLEMENTS = Table(
    "entitlements",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("agreement_id", String, nullable=False, index=True),
    Column("product_code", String, nullable=False, index=True),
    Column("customer_aws_account_id", String, nullable=False),
    Column("dimension", String, nullable=False),
    Column("value", String, nullable=False),
    Column("end_time", Float),
    Index("ix_entitlements_of_customer", "customer_aws_account_id", "product_code"),
    Index("ix_entitlements_of_dimension", "product_code", "dimension"),
    info={"part_of": "agreements", "of": ("agreements",)},
)
"""`value` is JSON: an integer, a number, true or false, or text. `end_time` is null if the agreement's end is its end.

The product and the customer are the agreement's. Each index has the rows of one key by position, as pages need them.
"""

Value = bool | Annotated[int, Meta(ge=-(2**31), lt=2**31)] | float | Annotated[str, Meta(max_length=1000)]


class Grant(FixtureEntry, frozen=True, kw_only=True):
    """The value of an entitlement, and its end if that is not the agreement's."""

    value: Value
    end_time: Time | None = None


Grants = dict[str, Value | Grant]
"""What an agreement grants: a value, or a value with an end, by the key of the dimension."""

ADD = Prepared(
    lambda: insert(ENTITLEMENTS).values(
        {column.name: bindparam(column.name) for column in ENTITLEMENTS.c if column.name != "position"}
    )
)
_THIS = (ENTITLEMENTS.c.agreement_id == bindparam("agreement_id"), ENTITLEMENTS.c.dimension == bindparam("key"))
_REMOVE = Prepared(lambda: delete(ENTITLEMENTS).where(*_THIS))
_CHANGE = Prepared(
    lambda: update(ENTITLEMENTS).where(*_THIS).values(value=bindparam("value"), end_time=bindparam("end_time"))
)
_OF_AGREEMENT = Prepared(
    lambda: (
        select(ENTITLEMENTS)
        .where(ENTITLEMENTS.c.agreement_id == bindparam("agreement_id"))
        .order_by(ENTITLEMENTS.c.position)
    )
)
_OF_AGREEMENTS = Prepared(
    lambda: (
        select(ENTITLEMENTS)
        .where(ENTITLEMENTS.c.agreement_id.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value)))
        .order_by(ENTITLEMENTS.c.position)
    )
)

Granted = Mapping[str, tuple[Any, float | None]]
"""What an agreement grants: a value, and its end or None, by the key of the dimension."""


def add(store: Store, agreement: Row, granted: Granted) -> None:
    """Add an agreement's entitlements, or raise as `check` does."""
    check(store, agreement["product_code"], granted)
    store.run_many(ADD, rows(agreement, granted))


def replace(store: Store, agreement: Row, granted: Granted) -> None:
    """Make these an agreement's entitlements, each in its old place if there was one; or raise as `check` does."""
    check(store, agreement["product_code"], granted)
    agreement_id = agreement["agreement_id"]
    known = {each["dimension"] for each in of_agreement(store, agreement_id)}
    for key in known - granted.keys():
        store.run(_REMOVE, agreement_id=agreement_id, key=key)
    for row in rows(agreement, granted):
        if row["dimension"] in known:
            store.run(
                _CHANGE, **{name: row[name] for name in ("agreement_id", "value", "end_time")}, key=row["dimension"]
            )
        else:
            store.run(ADD, **row)


def check(store: Store, product_code: str, granted: Granted) -> None:
    """Raise NotThere for a dimension that the product does not have, or Conflict for one that is not Entitled."""
    known = dimensions.of_product(store, product_code) if granted else {}
    for key, (value, _) in granted.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise Conflict(f"the value of {key!r} is {value}, which no answer can hold; give a finite number")
        if key not in known:
            raise NotThere("dimension", key, known)
        if not known[key]["entitled"]:
            raise Conflict(
                f"the dimension {key!r} is not Entitled, so no agreement grants it; name a dimension of type Entitled"
            )


def rows(agreement: Row, granted: Granted) -> list[dict[str, Any]]:
    """Return the rows of an agreement's new entitlements."""
    return [
        {
            "agreement_id": agreement["agreement_id"],
            "product_code": agreement["product_code"],
            "customer_aws_account_id": agreement["customer_aws_account_id"],
            "dimension": key,
            "value": msgspec.json.encode(value).decode(),
            "end_time": end_time,
        }
        for key, (value, end_time) in granted.items()
    ]


def of_agreements(store: Store, agreement_ids: Collection[str]) -> dict[str, list[Row]]:
    """Return the entitlements of agreements, by the agreement, each list as `of_agreement` has it."""
    found: dict[str, list[Row]] = {each: [] for each in agreement_ids}
    for row in store.rows(_OF_AGREEMENTS, ids=msgspec.json.encode([*agreement_ids]).decode()):
        found[row["agreement_id"]].append({**dict(row), "value": msgspec.json.decode(row["value"])})
    return found


def of_agreement(store: Store, agreement_id: str) -> list[Row]:
    """Return an agreement's entitlements, with their values decoded, in the order in which they were added."""
    found = store.rows(_OF_AGREEMENT, agreement_id=agreement_id)
    return [{**dict(row), "value": msgspec.json.decode(row["value"])} for row in found]
