"""Metering records: every record of usage that was ever sent, whatever became of it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table

from marketplace_emulator.store.database import METADATA

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
"""`scope` is what usage is deduplicated by: `product`, `license`, or the instance that sent it. `license_arn` is empty
without a license. `hour` is the start of the hour in epoch seconds. `micros` is the quantity in millionths.
`customer_identifier` is what was sent; the account is null if no buyer has it."""
_C = METERING_RECORDS.c

Index(
    "billed_once",
    _C.hour,
    _C.scope,
    _C.product_code,
    _C.license_arn,
    _C.customer_aws_account_id,
    _C.dimension,
    unique=True,
    sqlite_where=_C.billed,
)
