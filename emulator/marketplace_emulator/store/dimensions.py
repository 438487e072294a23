"""Dimensions: the units in which a product is metered or sold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from sqlalchemy import Boolean, Column, Integer, String, Table, bindparam, insert, select

from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.entry import FixtureEntry
from marketplace_emulator.store.lookup import Lookup
from marketplace_emulator.store.problems import Conflict

DIMENSIONS = Table(
    "dimensions",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("product_code", String, nullable=False, index=True),
    Column("key", String, nullable=False),
    Column("name", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("externally_metered", Boolean, nullable=False),
    Column("entitled", Boolean, nullable=False),
    Column("price", String),
    Column("contract_prices", String, nullable=False),
    info={"part_of": "products", "of": ("products",)},
)
"""`price` is US dollars for a unit of usage; `contract_prices` is JSON: US dollars for a unit, by the contract's duration."""

DimensionType = Literal["ExternallyMetered", "Entitled"]
Price = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{1,10}(\.[0-9]{1,8})?$(?!\n)",
        description="US dollars in quotes, such as '0.05', with at most 8 decimal places",
    ),
]
Duration = Annotated[
    str,
    Meta(
        pattern=r"^P(?!0+[DMY])[0-9]{1,4}[DMY]$(?!\n)",
        description="an ISO 8601 duration, such as P12M, of 1 to 9999 days, months or years",
    ),
]

_ADD = Prepared(
    lambda: insert(DIMENSIONS).values(
        {column.name: bindparam(column.name) for column in DIMENSIONS.c if column.name != "position"}
    )
)
_OF_PRODUCT = Lookup(
    select(DIMENSIONS).order_by(DIMENSIONS.c.position),
    DIMENSIONS.c.product_code,
    lambda rows: {str(row["key"]): row for row in rows},
)
KEYS = Prepared(lambda: select(DIMENSIONS.c.key).distinct().order_by(DIMENSIONS.c.key))


class Dimension(FixtureEntry, frozen=True, kw_only=True):
    """A dimension of a product: ExternallyMetered if usage is metered, Entitled if a contract grants it, or both."""

    key: Annotated[
        str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,100}$(?!\n)", description="1 to 100 letters, digits and any of _ . -")
    ]
    name: Annotated[str, Meta(min_length=1, max_length=80)] | None = None
    unit: Annotated[str, Meta(min_length=1, max_length=80)] = "Units"
    types: Annotated[list[DimensionType], Meta(min_length=1, max_length=2)] = msgspec.field(
        default_factory=lambda: ["ExternallyMetered"]
    )
    price: Price | None = None
    contract_prices: dict[Duration, Price] = msgspec.field(default_factory=dict)


def add(store: Store, product_code: str, new: Iterable[Dimension]) -> None:
    """Add dimensions to a product, or raise Conflict if two have the same key."""
    known = {*of_product(store, product_code)}
    for each in new:
        if each.key in known:
            raise Conflict(f"the product {product_code!r} already has a dimension {each.key!r}; give another key")
        known.add(each.key)
        store.run(
            _ADD,
            product_code=product_code,
            key=each.key,
            name=each.name or each.key,
            unit=each.unit,
            externally_metered="ExternallyMetered" in each.types,
            entitled="Entitled" in each.types,
            price=each.price,
            contract_prices=msgspec.json.encode(each.contract_prices).decode(),
        )


def of_product(store: Store, product_code: str) -> Mapping[str, Row]:
    """Return a product's dimensions by key, in the order in which they were added."""
    return _OF_PRODUCT.of(store, (product_code,))[product_code]


def types(row: Row) -> list[DimensionType]:
    """Return the types of a dimension."""
    given: dict[DimensionType, Any] = {"ExternallyMetered": row["externally_metered"], "Entitled": row["entitled"]}
    return [name for name, has in given.items() if has]
