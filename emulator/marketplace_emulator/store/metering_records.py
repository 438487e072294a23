"""Metering records: every record of usage that was ever sent, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    true,
)

from marketplace_emulator.store.database import METADATA, Prepared, Store

_encode = msgspec.json.Encoder().encode
METERING_RECORDS = Table(
    "metering_records",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("metering_record_id", String),
    Column("request_id", String, nullable=False),
    Column("operation", String, nullable=False),
    Column("received_at", Float, nullable=False),
    Column("product_code", String, nullable=False),
    Column("customer_aws_account_id", String),
    Column("customer_identifier", String),
    Column("agreement_id", String),
    Column("license_arn", String, nullable=False),
    Column("scope", String, nullable=False),
    Column("dimension", String, nullable=False),
    Column("timestamp", Float, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("usage", Integer, nullable=False),
    Column("quantity", String, nullable=False),
    Column("micros", Integer, nullable=False),
    Column("allocations", String),
    Column("status", String, nullable=False),
    Column("billed", Boolean, nullable=False),
    Column("reason", String),
    info={"of": ("agreements",)},
)
"""`scope` is what usage is deduplicated by: `product`, `license`, or the instance or the ClientToken that sent it.
`license_arn` is empty without a license. `hour` is the start of the hour in epoch seconds. `usage` is the number of the
record's key. `micros` is the quantity in millionths. `customer_identifier` is what was sent; the account is null if no
buyer has it."""
_C = METERING_RECORDS.c

Index("hour_of_usage", _C.hour)
Index("billed_once", _C.hour, _C.usage, unique=True, sqlite_where=_C.billed == true())

PREVIEW = "preview: the account is that of the seller, who is not billed"
"""The `reason` of usage of the seller's own account, which is not billed."""
_IS_PREVIEW = _C.reason == literal_column(f"'{PREVIEW}'")

Index("previewed", _C.hour, _C.usage, sqlite_where=_IS_PREVIEW)


@lru_cache(maxsize=1024)
def _number(*usage: str) -> int:
    return int.from_bytes(blake2b(repr(usage).encode(), digest_size=8).digest()) >> 1


class Key(NamedTuple):
    """What usage is deduplicated by; there is one billed record at most of each."""

    hour: int
    scope: str
    product_code: str
    license_arn: str
    customer_aws_account_id: str
    dimension: str

    @property
    def usage(self) -> int:
        """A number of 63 bits, which no two keys of an hour share.

        An index of numbers is a fifth as large as one of the texts, whose insertions would each write a page of their own.
        """
        return _number(*self[1:])

    def columns(self) -> dict[str, Any]:
        """Return the values of the columns of a record with this key."""
        return {**self._asdict(), "usage": self.usage}


_ADD = Prepared(
    insert(METERING_RECORDS).values(
        {column.name: bindparam(column.name) for column in METERING_RECORDS.c if column.name != "position"}
    )
)
_BILLED = Prepared(
    select(_C.usage, _C.micros, _C.metering_record_id).where(
        _C.billed == true(),
        _C.hour == bindparam("hour"),
        _C.usage.in_(select(func.json_each(bindparam("usages")).table_valued("value").c.value)),
    )
)
_PREVIEWED = Prepared(
    select(_C.micros, _C.metering_record_id)
    .where(_IS_PREVIEW, _C.hour == bindparam("hour"), _C.usage == bindparam("usage"))
    .order_by(_C.position)
    .limit(1)
)


def add(store: Store, rows: list[dict[str, Any]]) -> None:
    """Add records."""
    store.run_many(_ADD, rows)


def billed(store: Store, keys: Iterable[Key]) -> dict[Key, tuple[int, str]]:
    """Return the quantity in millionths and the id of the billed record of each key that has one."""
    hours: dict[int, dict[int, Key]] = {}
    for key in keys:
        hours.setdefault(key.hour, {})[key.usage] = key
    found = {}
    for hour, numbered in hours.items():
        for usage, *was in store.rows(_BILLED, hour=hour, usages=_encode([*numbered]).decode()):
            found[numbered[usage]] = tuple(was)
    return found


def previewed(store: Store, key: Key) -> tuple[int, str] | None:
    """Return the quantity in millionths and the id of the first record of a key that was sent in preview mode, or None."""
    found = store.row(_PREVIEWED, hour=key.hour, usage=key.usage)
    return None if found is None else (found["micros"], found["metering_record_id"])
