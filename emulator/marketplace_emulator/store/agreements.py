"""Agreements: a buyer's purchase of a product, with its license."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Float,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from marketplace_emulator import identifiers
from marketplace_emulator.duration import NEVER, BadTime, iso
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import buyers, entitlements, products
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.entitlements import Grant, Granted, Grants
from marketplace_emulator.store.problems import Conflict, NotThere

imitates(
    __name__,
    "A buyer has at most one active agreement to a legacy product, and any number of them to a concurrent one.",
    "doc",
    "AWS Marketplace Seller Guide, concurrent agreements",
)

AGREEMENTS = Table(
    "agreements",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("agreement_id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("product_code", String, nullable=False, index=True),
    Column("customer_aws_account_id", String, nullable=False),
    Column("license_arn", String, nullable=False, unique=True),
    Column("offer_id", String, nullable=False, index=True),
    Column("free_trial", Boolean, nullable=False),
    Column("status", String, nullable=False),
    Column("start_time", Float, nullable=False),
    Column("end_time", Float, nullable=False, index=True),
    Column("duration", String),
    Column("accepted_at", Float, nullable=False),
    Column("last_update_time", Float, nullable=False),
    Column("initial_agreement_id", String, nullable=False, index=True),
    Column("previous_agreement_id", String),
    Column("auto_renew", Boolean, nullable=False),
    Column("proposer_opted_out", Boolean, nullable=False),
    Column("free_trial_ends_at", Float),
    Column("payment_failed", Boolean, nullable=False),
    Column("resolved_at", Float),
    Index("agreements_of_buyer", "customer_aws_account_id", "product_code"),
    info={"of": ("products", "buyers")},
)
"""`info["of"]` names the tables that the rows refer to; a reset of one of these resets this table too.

`duration` is that of its term, such as P12M, or null if it has only an end_time. `free_trial` says that the trial goes on, and
`free_trial_ends_at`, when it ends or has ended; null if there is none, or one without a known end.
`initial_agreement_id` is the first of a chain of renewals and replacements, often the agreement itself. While
`payment_failed`, the agreement entitles to nothing.
"""
Ended = Literal["CANCELLED", "EXPIRED", "TERMINATED", "RENEWED", "REPLACED"]
Status = Literal["ACTIVE", Ended]
AgreementId = Annotated[
    str, Meta(max_length=200, pattern=r"^\w[\w .:+-]*$(?!\n)", description="letters, digits and any of _ .:+-")
]

ADD = Prepared(
    lambda: insert(AGREEMENTS).values(
        {column.name: bindparam(column.name) for column in AGREEMENTS.c if column.name != "position"}
    )
)
ALL = Prepared(lambda: select(AGREEMENTS).order_by(AGREEMENTS.c.position))
FIND = Prepared(lambda: select(AGREEMENTS).where(AGREEMENTS.c.agreement_id == bindparam("agreement_id")))
LISTED = select(func.json_each(bindparam("ids")).table_valued("value").c.value)
"""The parameter `ids`, a JSON list, as a query."""
_FOUND = Prepared(lambda: select(AGREEMENTS).where(AGREEMENTS.c.agreement_id.in_(LISTED)))
_FOLLOWING = Prepared(
    lambda: select(AGREEMENTS.c.agreement_id).where(AGREEMENTS.c.previous_agreement_id == bindparam("agreement_id"))
)
_OF_BUYER = (
    select(AGREEMENTS.c.agreement_id)
    .where(AGREEMENTS.c.product_code == bindparam("product_code"))
    .where(AGREEMENTS.c.customer_aws_account_id == bindparam("customer_aws_account_id"))
)
_ALL_OF_BUYER = Prepared(lambda: _OF_BUYER)
OF_BUYER = Prepared(lambda: _OF_BUYER.order_by(AGREEMENTS.c.status != "ACTIVE", AGREEMENTS.c.position.desc()).limit(1))
ACTIVE_OF_BUYER = Prepared(lambda: _OF_BUYER.where(AGREEMENTS.c.status == "ACTIVE").limit(1))
FIRST_ACTIVE = Prepared(
    lambda: (
        select(AGREEMENTS.c.agreement_id)
        .where(AGREEMENTS.c.status == "ACTIVE")
        .order_by(AGREEMENTS.c.position)
        .limit(1)
    )
)
IDS = Prepared(lambda: select(AGREEMENTS.c.agreement_id).order_by(AGREEMENTS.c.position).limit(1000))
_RENEWALS = Prepared(
    lambda: (
        select(func.count())
        .select_from(AGREEMENTS)
        .where(AGREEMENTS.c.initial_agreement_id == bindparam("initial_agreement_id"))
        .where(AGREEMENTS.c.status == "RENEWED", AGREEMENTS.c.offer_id == bindparam("offer_id"))
    )
)
MARK_RESOLVED = Prepared(
    lambda: (
        update(AGREEMENTS)
        .where(AGREEMENTS.c.agreement_id == bindparam("id"))
        .values(resolved_at=bindparam("resolved_at"))
    )
)


def in_force(at: BindParameter[float]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a query for agreements in force at a time: active, paid for, begun, and not past the end."""
    return (
        AGREEMENTS.c.status == "ACTIVE",
        ~AGREEMENTS.c.payment_failed,
        AGREEMENTS.c.start_time <= at,
        AGREEMENTS.c.end_time > at,
    )


def new(
    *,
    name: str,
    product_code: str,
    customer_aws_account_id: str,
    start_time: float,
    accepted_at: float | None = None,
    end_time: float | None = None,
    duration: str | None = None,
    free_trial: bool = False,
    free_trial_ends_at: float | None = None,
    auto_renew: bool = False,
    payment_failed: bool = False,
    agreement_id: str | None = None,
    license_arn: str | None = None,
    offer_id: str | None = None,
    previous: Row | None = None,
) -> dict[str, Any]:
    """Return the row of a new agreement; missing identifiers are derived from the name.

    `previous` is the agreement that this one renews or replaces. Without `accepted_at` it is accepted at its start.
    """
    if end_time is not None and end_time < start_time:
        raise BadTime(f"end_time {iso(end_time)} is before start_time {iso(start_time)}; give a later end_time")
    known = agreement_id or identifiers.agreement_id(name)
    accepted = start_time if accepted_at is None else accepted_at
    return {
        "agreement_id": known,
        "name": name,
        "product_code": product_code,
        "customer_aws_account_id": customer_aws_account_id,
        "license_arn": license_arn or identifiers.license_arn(name),
        "offer_id": offer_id or identifiers.offer_id(name),
        "free_trial": free_trial,
        "status": "ACTIVE",
        "start_time": start_time,
        "end_time": NEVER if end_time is None else end_time,
        "duration": duration,
        "accepted_at": accepted,
        "last_update_time": accepted,
        "initial_agreement_id": known if previous is None else previous["initial_agreement_id"],
        "previous_agreement_id": None if previous is None else previous["agreement_id"],
        "auto_renew": auto_renew,
        "proposer_opted_out": False,
        "free_trial_ends_at": free_trial_ends_at,
        "payment_failed": payment_failed,
        "resolved_at": None,
    }


def add(store: Store, row: Row, grants: Granted | None = None) -> None:
    """Add an agreement with what it grants.

    Raise NotThere if the product, the buyer or a dimension does not exist, or Conflict.
    """
    agreement_id, product_code, account = row["agreement_id"], row["product_code"], row["customer_aws_account_id"]
    product = products.find(store, product_code)
    buyers.find(store, account)
    if store.row(FIND, agreement_id=agreement_id) is not None:
        raise Conflict(f"the agreement {agreement_id!r} already exists; give another name or agreement_id")
    if product["generation"] == "legacy":
        other = store.row(ACTIVE_OF_BUYER, product_code=product_code, customer_aws_account_id=account)
        if other is not None:
            raise Conflict(
                f"buyer {account} already has the active agreement {other[0]} to {product_code}, and a legacy product "
                "allows one for each buyer; cancel it, or use a product of generation concurrent"
            )
    store.run(ADD, **row)
    entitlements.add(store, row, grants or {})


@cache
def _changing(columns: tuple[str, ...]) -> Prepared:
    return Prepared(
        update(AGREEMENTS)
        .where(AGREEMENTS.c.agreement_id == bindparam("id"))
        .values({name: bindparam(f"new_{name}") for name in columns})
    )


def change(store: Store, agreement: Row, at: float, **columns: Any) -> Row:
    """Change columns of an agreement at a time, which becomes its last_update_time; return it as it is then."""
    return change_all(store, [(agreement, at)], **columns)[0]


def change_all(store: Store, agreements: Sequence[tuple[Row, float]], **columns: Any) -> list[Row]:
    """Change columns of agreements, each at a time; `columns` has values, or functions of the agreement and the time."""
    changed = [
        {
            name: value(agreement, at) if callable(value) else value
            for name, value in {**columns, "last_update_time": at}.items()
        }
        for agreement, at in agreements
    ]
    store.run_many(
        _changing((*columns, "last_update_time")),
        [
            {"id": agreement["agreement_id"], **{f"new_{name}": value for name, value in new.items()}}
            for (agreement, _), new in zip(agreements, changed, strict=True)
        ],
    )
    return [{**agreement, **new} for (agreement, _), new in zip(agreements, changed, strict=True)]


def renewals(store: Store, agreement: Row) -> int:
    """Return how often the agreements of a chain were renewed on the terms of an agreement's offer."""
    known = {name: agreement[name] for name in ("initial_agreement_id", "offer_id")}
    found = store.row(_RENEWALS, **known)
    assert found is not None, "a count always has a row"
    return int(found[0])


def find(store: Store, agreement_id: str) -> Row:
    """Find an agreement, or raise NotThere."""
    found = store.row(FIND, agreement_id=agreement_id)
    if found is None:
        raise NotThere("agreement", agreement_id, (row[0] for row in store.rows(IDS)))
    return dict(found)


def found(store: Store, agreement_ids: Collection[str]) -> dict[str, Row]:
    """Return those of these agreements that there are, by id."""
    rows = store.rows(_FOUND, ids=msgspec.json.encode([*agreement_ids]).decode())
    return {row["agreement_id"]: dict(row) for row in rows}


def following(store: Store, agreement_id: str) -> str | None:
    """Return the id of the agreement that renewed or replaced another one; None if there is none."""
    row = store.row(_FOLLOWING, agreement_id=agreement_id)
    return None if row is None else str(row["agreement_id"])


def all_of_buyer(store: Store, product_code: str, customer_aws_account_id: str) -> list[str]:
    """Return the ids of a buyer's agreements to a product."""
    rows = store.rows(_ALL_OF_BUYER, product_code=product_code, customer_aws_account_id=customer_aws_account_id)
    return [row[0] for row in rows]


def granted(grants: Grants, moment: Callable[[str], float]) -> Granted:
    """Return what an agreement grants, with each end in epoch seconds, which `moment` reads."""
    return {
        key: (each.value, None if each.end_time is None else moment(each.end_time))
        if isinstance(each, Grant)
        else (each, None)
        for key, each in grants.items()
    }
