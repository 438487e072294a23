"""Regions in which the seller offers a product."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Column, Integer, String, Table, bindparam, insert

from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.entry import FixtureEntry, Name, Planting

REGIONS = Table(
    "regions",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("product_code", String, nullable=False),
    info={"of": ("products",)},
)
_ADD = Prepared(insert(REGIONS).values(name=bindparam("name"), product_code=bindparam("product_code")))


def create(store: Store, row: Row) -> None:
    """Add a region."""
    store.run(_ADD, **row)


class RegionEntry(FixtureEntry, frozen=True, kw_only=True):
    """A region in which a product, given by name or by code, is offered."""

    name: Name
    product: str


def plant(planting: Planting, entry: RegionEntry) -> None:
    """Add a fixture file's region."""
    fields: dict[str, Any] = msgspec.structs.asdict(entry)
    del fields["product"]
    create(planting.store, {**fields, "product_code": planting.refer("products", entry, "product")})
