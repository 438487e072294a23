"""Agreements: a buyer's purchase of a product, with its license."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, String, Table, bindparam, insert, select, update

from emulator.store.database import METADATA, Prepared

AGREEMENTS = Table(
    "agreements",
    METADATA,
    Column("agreement_id", String, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("product_code", String, nullable=False, index=True),
    Column("customer_aws_account_id", String, nullable=False, index=True),
    Column("license_arn", String, nullable=False, unique=True),
    Column("offer_id", String, nullable=False),
    Column("free_trial", Boolean, nullable=False),
    Column("status", String, nullable=False),
    Column("start_time", Float, nullable=False),
    Column("end_time", Float, nullable=False),
    Column("resolved_at", Float),
)
ACTIVE = "ACTIVE"

ADD = Prepared(insert(AGREEMENTS).values({column.name: bindparam(column.name) for column in AGREEMENTS.c}))
FIND = Prepared(select(AGREEMENTS).where(AGREEMENTS.c.agreement_id == bindparam("agreement_id")))
END = Prepared(
    update(AGREEMENTS)
    .where(AGREEMENTS.c.agreement_id == bindparam("id"))
    .values(status=bindparam("status"), end_time=bindparam("end_time"))
)
MARK_RESOLVED = Prepared(
    update(AGREEMENTS).where(AGREEMENTS.c.agreement_id == bindparam("id")).values(resolved_at=bindparam("resolved_at"))
)
LAST_POSITION = Prepared(select(AGREEMENTS.c.position).order_by(AGREEMENTS.c.position.desc()).limit(1))
