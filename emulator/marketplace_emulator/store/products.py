"""Products that the seller lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from sqlalchemy import Column, Integer, String, Table, bindparam, insert, select, update

from marketplace_emulator import identifiers
from marketplace_emulator.store import dimensions
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.dimensions import Dimension
from marketplace_emulator.store.entry import AccountId, FixtureEntry, Name, Planting
from marketplace_emulator.store.lookup import Lookup, first
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
    Column("fulfillment_url", String),
)

Generation = Literal["legacy", "concurrent"]
_PORT = r":([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_HOST = r"([^\s\x00-\x1f/?#@%:\\\[\]]+|\[[0-9A-Fa-f:.]+\])"
FulfillmentUrl = Annotated[
    str,
    Meta(
        pattern=rf"^https?://{_HOST}({_PORT})?([/?#][^\s\x00-\x1f]*)?$(?!\n)",
        max_length=2048,
        description="an absolute http or https URL of at most 2048 characters, such as http://127.0.0.1:8000/register",
    ),
]
"""The page of the seller's to which the browser of a buyer posts the registration token; it may be on any host."""

_ADD = Prepared(
    lambda: insert(PRODUCTS).values(
        {column.name: bindparam(column.name) for column in PRODUCTS.c if column.name != "position"}
    )
)
ALL = Prepared(lambda: select(PRODUCTS).order_by(PRODUCTS.c.position))
FIND = Prepared(lambda: select(PRODUCTS).where(PRODUCTS.c.product_code == bindparam("product_code")))
KNOWN = Lookup(select(PRODUCTS), PRODUCTS.c.product_code, first)
FIRST = Prepared(lambda: select(PRODUCTS).order_by(PRODUCTS.c.position).limit(1))
_PUT_FULFILLMENT_URL = Prepared(
    lambda: (
        update(PRODUCTS)
        .where(PRODUCTS.c.product_code == bindparam("of_product"))
        .values(fulfillment_url=bindparam("new_url"))
    )
)
CODES = Prepared(lambda: select(PRODUCTS.c.product_code).order_by(PRODUCTS.c.position))


def find(store: Store, product_code: str) -> Row:
    """Find a product, or raise NotThere."""
    found = KNOWN.of(store, (product_code,))[product_code]
    if found is None:
        raise NotThere("product", product_code, (row[0] for row in store.rows(CODES)))
    return found


def new(
    *,
    name: str,
    generation: Generation,
    seller_account: str,
    product_code: str | None,
    product_id: str | None,
    fulfillment_url: str | None = None,
) -> dict[str, Any]:
    """Return the row of a new product; missing identifiers are derived from the name."""
    return {
        "product_code": product_code or identifiers.product_code(name),
        "product_id": product_id or identifiers.product_id(name),
        "name": name,
        "generation": generation,
        "seller_account": seller_account,
        "fulfillment_url": fulfillment_url,
    }


def put_fulfillment_url(store: Store, product_code: str, url: str | None) -> None:
    """Set a product's fulfillment URL, or take it away; raise NotThere if there is no such product."""
    find(store, product_code)
    store.run(_PUT_FULFILLMENT_URL, of_product=product_code, new_url=url)


def create(store: Store, row: Row, new_dimensions: Sequence[Dimension] = ()) -> str:
    """Add a product with its dimensions and return its code, or raise Conflict."""
    code: str = row["product_code"]
    if store.row(FIND, product_code=code) is not None:
        raise Conflict(f"the product {code!r} already exists; give another name or product_code")
    store.run(_ADD, **row)
    dimensions.add(store, code, new_dimensions)
    return code


class ProductEntry(FixtureEntry, frozen=True, kw_only=True):
    """A SaaS product that the seller lists. `fulfillment_url` is the page that gets a buyer's registration token."""

    name: Name
    generation: Generation = "concurrent"
    product_code: Annotated[str, Meta(min_length=1, max_length=255)] | None = None
    product_id: Name | None = None
    seller_account: AccountId = "111122223333"
    fulfillment_url: FulfillmentUrl | None = None
    dimensions: list[Dimension] = msgspec.field(default_factory=list)


def add(store: Store, entry: ProductEntry) -> str:
    """Add the product that an entry describes and return its code, or raise Conflict."""
    fields = msgspec.structs.asdict(entry)
    return create(
        store, new(**{name: value for name, value in fields.items() if name != "dimensions"}), entry.dimensions
    )


def named(entry: ProductEntry) -> tuple[str, str]:
    """Return the entry's name in fixture files, and the product's code."""
    return entry.name, entry.product_code or identifiers.product_code(entry.name)


def plant(planting: Planting, entry: ProductEntry) -> None:
    """Add a fixture file's product."""
    add(planting.store, entry)
