"""Products: what the seller lists."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, String, Table, bindparam, insert, select

from marketplace_emulator import identifiers
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.problems import Conflict, NotThere

PRODUCTS = Table(
    "products",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("product_code", String, nullable=False, unique=True),
    Column("product_id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("generation", String, nullable=False),
    Column("seller_account", String, nullable=False),
)

_ADD = Prepared(
    insert(PRODUCTS).values({column.name: bindparam(column.name) for column in PRODUCTS.c if column.name != "position"})
)
ALL = Prepared(select(PRODUCTS).order_by(PRODUCTS.c.position))
FIND = Prepared(select(PRODUCTS).where(PRODUCTS.c.product_code == bindparam("product_code")))
FIRST = Prepared(select(PRODUCTS).order_by(PRODUCTS.c.position).limit(1))
CODES = Prepared(select(PRODUCTS.c.product_code).order_by(PRODUCTS.c.position))


def find(store: Store, product_code: str) -> Row:
    """Find a product, or raise NotThere."""
    found = store.row(FIND, product_code=product_code)
    if found is None:
        raise NotThere("product", product_code, (row[0] for row in store.rows(CODES)))
    return dict(found)


def create(
    store: Store, *, name: str, generation: str, seller_account: str, product_code: str | None, product_id: str | None
) -> str:
    """Add a product and return its code; identifiers left out are derived from the name."""
    code = product_code or identifiers.product_code(name)
    if store.row(FIND, product_code=code) is not None:
        raise Conflict(f"the product {code!r} is there already; give another name or product_code")
    row: dict[str, Any] = {
        "product_code": code,
        "product_id": product_id or identifiers.product_id(name),
        "name": name,
        "generation": generation,
        "seller_account": seller_account,
    }
    store.run(_ADD, **row)
    return code
