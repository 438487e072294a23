"""Buyers: AWS accounts that accepted an offer."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, bindparam, insert, select

from emulator.store.database import METADATA, Prepared

BUYERS = Table(
    "buyers",
    METADATA,
    Column("customer_aws_account_id", String, primary_key=True),
    Column("customer_identifier", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
)

ADD = Prepared(insert(BUYERS).values({column.name: bindparam(column.name) for column in BUYERS.c}))
FIND = Prepared(select(BUYERS).where(BUYERS.c.customer_aws_account_id == bindparam("customer_aws_account_id")))
