"""Metering records: every record of usage that was ever sent, whatever became of it."""

from __future__ import annotations

from collections.abc import Collection
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
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    true,
)

from marketplace_emulator.store.database import METADATA, Prepared, Store

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
    Column("quantity", String, nullable=False),
    Column("micros", Integer, nullable=False),
    Column("allocations", String),
    Column("status", String, nullable=False),
    Column("billed", Boolean, nullable=False),
    Column("reason", String),
    info={"of": ("agreements",)},
)
"""`scope` is what usage is deduplicated by: `product`, `license`, or the instance or the ClientToken that sent it. `license_arn` is empty
without a license. `hour` is the start of the hour in epoch seconds. `micros` is the quantity in millionths.
`customer_identifier` is what was sent; the account is null if no buyer has it."""
_C = METERING_RECORDS.c

Index("hour_of_usage", _C.hour)
Index(
    "billed_once",
    _C.hour,
    _C.scope,
    _C.product_code,
    _C.license_arn,
    _C.customer_aws_account_id,
    _C.dimension,
    unique=True,
    sqlite_where=_C.billed == true(),
)

PREVIEW = "preview"
"""The `reason` of usage of the seller's own account, which is not billed."""
_IS_PREVIEW = _C.reason == literal_column(f"'{PREVIEW}'")

Index(
    "previewed",
    _C.hour,
    _C.scope,
    _C.product_code,
    _C.license_arn,
    _C.customer_aws_account_id,
    _C.dimension,
    sqlite_where=_IS_PREVIEW,
)


class Key(NamedTuple):
    """What usage is deduplicated by; there is one billed record at most of each."""

    hour: int
    scope: str
    product_code: str
    license_arn: str
    customer_aws_account_id: str
    dimension: str


_ADD = Prepared(
    insert(METERING_RECORDS).values(
        {column.name: bindparam(column.name) for column in METERING_RECORDS.c if column.name != "position"}
    )
)
_KEY = func.json_each(bindparam("keys")).table_valued("value")
_BILLED = Prepared(
    select(*(_C[name] for name in Key._fields), _C.micros, _C.metering_record_id)
    .select_from(_KEY)
    .join(
        METERING_RECORDS,
        and_(
            _C.billed == true(),
            *(
                _C[name] == func.json_extract(_KEY.c.value, f"$[{index}]", type_=_C[name].type)
                for index, name in enumerate(Key._fields)
            ),
        ),
    )
)
_PREVIEWED = Prepared(
    select(_C.micros, _C.metering_record_id)
    .where(_IS_PREVIEW, *(_C[name] == bindparam(name) for name in Key._fields))
    .order_by(_C.position)
    .limit(1)
)


def add(store: Store, rows: list[dict[str, Any]]) -> None:
    """Add records."""
    store.run_many(_ADD, rows)


def billed(store: Store, keys: Collection[Key]) -> dict[Key, tuple[int, str]]:
    """Return the quantity in millionths and the id of the billed record of each key that has one."""
    found = store.rows(_BILLED, keys=msgspec.json.encode(keys).decode())
    return {Key(*row[:6]): (row["micros"], row["metering_record_id"]) for row in found}


def previewed(store: Store, key: Key) -> tuple[int, str] | None:
    """Return the quantity in millionths and the id of the first record of a key that was sent in preview mode, or None."""
    found = store.row(_PREVIEWED, **key._asdict())
    return None if found is None else (found["micros"], found["metering_record_id"])
