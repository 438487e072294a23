"""Metering records: every record of usage that was ever sent, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any
from zlib import crc32

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
)

from marketplace_emulator import identifiers
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
    Column("key_number", Integer),
    Column("micros", Integer, nullable=False),
    Column("allocations", String),
    Column("status", String, nullable=False),
    Column("billed", Boolean, nullable=False),
    Column("reason", String),
    info={"of": ("agreements",)},
)
"""`scope` is what usage is deduplicated by: `product`, `license`, or the instance or the ClientToken that sent it.
`license_arn` is empty without a license. `hour` is the start of the hour in epoch seconds. `key_number` is
the number of a billed record's key, null for others. `micros` is the quantity in millionths. `customer_identifier` is what was
sent; the account is null if no buyer has it."""
_C = METERING_RECORDS.c

Index("billed_once", _C.hour, _C.key_number, unique=True)
"""Any number of records of an hour may have no `key_number`. SQLite also finds the records of an hour by it."""

PREVIEW = "preview: the account is that of the seller, who is not billed"
"""The `reason` of usage of the seller's own account, which is not billed."""
_IS_PREVIEW = _C.reason == literal_column(f"'{PREVIEW}'")


Values = tuple[Any, ...]
"""The values of a record, in the order of the columns, without the position: a dict of them takes three times as long."""


class Key(msgspec.Struct, frozen=True):
    """What usage is deduplicated by; there is one billed record at most of each."""

    hour: int
    scope: str
    product_code: str
    license_arn: str
    customer_aws_account_id: str
    dimension: str
    digest: int = 0
    """A hash of the others, 128 bits."""

    def __post_init__(self) -> None:
        """Set the digest."""
        texts = (self.scope, self.product_code, self.license_arn, self.customer_aws_account_id, self.dimension)
        written = f"{self.hour}\0" + "\0".join(texts)
        digest = int.from_bytes(blake2b(written.encode(), digest_size=16).digest())
        msgspec.structs.force_setattr(self, "digest", digest)

    @property
    def number(self) -> int:
        """A number of 63 bits, which two keys of an hour hardly ever share (decision 13 has the chance).

        An index of numbers is a fifth as large as one of the texts, whose insertions would each write a page of their own.
        The numbers of a dimension are near to each other, so that a job that sends one after the other writes few pages.
        """
        return (crc32(self.dimension.encode()) & 0x3F) << 57 | self.digest >> 71

    def metering_record_id(self, micros: int) -> str:
        """Return the id of a record with this key and this quantity in millionths."""
        return identifiers.metering_record_id(self.digest, micros)


KEY = Key.__struct_fields__[:-1]
"""The columns of a key."""
_ADD = Prepared(
    lambda: insert(METERING_RECORDS).values(
        {column.name: bindparam(column.name) for column in METERING_RECORDS.c if column.name != "position"}
    )
)
_BILLED = Prepared(
    lambda: select(_C.key_number, _C.micros, _C.metering_record_id).where(
        _C.hour == bindparam("hour"),
        _C.key_number.in_(select(func.json_each(bindparam("numbers")).table_valued("value").c.value)),
    )
)
_PREVIEWED = Prepared(
    lambda: (
        select(_C.micros, _C.metering_record_id)
        .where(_IS_PREVIEW, *(_C[name] == bindparam(name) for name in KEY))
        .order_by(_C.position)
        .limit(1)
    )
)


def add(store: Store, records: list[Values]) -> None:
    """Add records."""
    store.run_rows(_ADD, records)


def billed(store: Store, keys: Iterable[Key]) -> dict[Key, tuple[int, str]]:
    """Return the quantity in millionths and the id of the billed record of each key that has one."""
    hours: dict[int, dict[int, Key]] = {}
    for key in keys:
        hours.setdefault(key.hour, {})[key.number] = key
    found = {}
    for hour, numbered in hours.items():
        for number, *was in store.rows(_BILLED, hour=hour, numbers=_encode([*numbered]).decode()):
            found[numbered[number]] = tuple(was)
    return found


def previewed(store: Store, key: Key) -> tuple[int, str] | None:
    """Return the quantity in millionths and the id of the first record of a key that was sent in preview mode, or None."""
    found = store.row(_PREVIEWED, **{name: getattr(key, name) for name in KEY})
    return None if found is None else (found["micros"], found["metering_record_id"])
