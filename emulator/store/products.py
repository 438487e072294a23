"""Products: what the seller lists."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, bindparam, insert, select

from emulator.store.database import METADATA, Prepared

PRODUCTS = Table(
    "products",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("product_code", String, nullable=False, unique=True),
    Column("product_id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("title", String, nullable=False),
    Column("generation", String, nullable=False),
    Column("seller_account", String, nullable=False),
)

ADD = Prepared(insert(PRODUCTS).values({column.name: bindparam(column.name) for column in PRODUCTS.c if column.name != "position"}))
FIND = Prepared(select(PRODUCTS).where(PRODUCTS.c.product_code == bindparam("product_code")))
FIRST = Prepared(select(PRODUCTS).order_by(PRODUCTS.c.position).limit(1))
