"""Regions: list and add them."""

from __future__ import annotations

from typing import TypedDict

import msgspec

from marketplace_emulator.control.page import PageQuery, page
from marketplace_emulator.control.route import route
from marketplace_emulator.store import regions
from marketplace_emulator.world import World


class Region(TypedDict):
    """A region in which a product is offered."""

    name: str
    product_code: str


class Regions(msgspec.Struct, frozen=True, kw_only=True):
    """A page of regions."""

    items: list[Region]
    next: int | None


class NewRegion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new region."""

    name: str
    product_code: str


@route("GET", "/regions")
def list_regions(world: World, query: PageQuery) -> Regions:
    """List the regions."""
    rows, following = page(world.store, regions.REGIONS, query, {})
    items = [Region(name=row["name"], product_code=row["product_code"]) for row in rows]
    return Regions(items=items, next=following)


@route("POST", "/regions", status=201)
def create_region(world: World, body: NewRegion) -> Region:
    """Add a region."""
    regions.create(world.store, msgspec.structs.asdict(body))
    return Region(name=body.name, product_code=body.product_code)
