"""The journal: every request an operation was asked for and its answer, the newest 10,000 of them."""

from __future__ import annotations

from sqlalchemy import BLOB, Column, Float, Integer, String, Table, bindparam, delete, func, insert, select

from emulator.store.database import METADATA, Prepared, Store

EXCHANGES = Table(
    "exchanges",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("request_id", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("service", String),
    Column("operation", String),
    Column("account", String),
    Column("region", String),
    Column("token", String),
    Column("agreement_id", String),
    Column("customer_aws_account_id", String),
    Column("outcome", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("faults", String, nullable=False),
    Column("readings", String, nullable=False),
    Column("duration_ms", Float, nullable=False),
    Column("method", String, nullable=False),
    Column("path", String, nullable=False),
    Column("request_headers", String, nullable=False),
    Column("request_body", BLOB, nullable=False),
    Column("answer_headers", String, nullable=False),
    Column("answer_body", BLOB, nullable=False),
)

ADD = Prepared(
    insert(EXCHANGES).values({column.name: bindparam(column.name) for column in EXCHANGES.c if column.name != "id"})
)
TRIM = Prepared(delete(EXCHANGES).where(EXCHANGES.c.id <= bindparam("oldest")))
LAST = Prepared(select(func.max(EXCHANGES.c.id).label("id")))

TRIM_EVERY = 128
"""The journal is cut back once in so many exchanges, so that a request rarely pays for it."""


def add(store: Store, limit: int, row: dict[str, object]) -> None:
    """Record an exchange, and forget the oldest beyond `limit`."""
    last = store.insert(ADD, row)
    if last % TRIM_EVERY == 0:
        store.run(TRIM, oldest=last - limit)
