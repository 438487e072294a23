"""Products: list and add them, and change where their buyers are sent."""

from __future__ import annotations

from typing import Annotated, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator.control.page import PageQuery, page
from marketplace_emulator.control.route import route
from marketplace_emulator.store import Row, dimensions, products
from marketplace_emulator.store.dimensions import DimensionType
from marketplace_emulator.store.products import FulfillmentUrl, Generation, ProductEntry
from marketplace_emulator.world import World


class ProductDimension(TypedDict):
    """A dimension of a product; prices in US dollars for a unit, of usage or of a contract by its duration."""

    key: str
    name: str
    unit: str
    types: list[DimensionType]
    price: str | None
    contract_prices: dict[str, str]


class Product(TypedDict):
    """A SaaS product that a seller lists."""

    name: str
    product_code: str
    product_id: str
    generation: Generation
    seller_account: str
    fulfillment_url: Annotated[
        str | None, Meta(description="its own; null where the emulator's default is in force, if there is one")
    ]
    dimensions: list[ProductDimension]


class Products(msgspec.Struct, frozen=True, kw_only=True):
    """A page of products."""

    items: list[Product]
    next: int | None


class NewProduct(ProductEntry, frozen=True, kw_only=True):
    """A new product."""


class ProductChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fulfillment URL of a product: the page to which the browser of a buyer posts the token; null takes it away."""

    fulfillment_url: FulfillmentUrl | None


def _shown(world: World, row: Row) -> Product:
    return Product(
        name=row["name"],
        product_code=row["product_code"],
        product_id=row["product_id"],
        generation=row["generation"],
        seller_account=row["seller_account"],
        fulfillment_url=row["fulfillment_url"],
        dimensions=[
            ProductDimension(
                key=each["key"],
                name=each["name"],
                unit=each["unit"],
                types=dimensions.types(each),
                price=each["price"],
                contract_prices=msgspec.json.decode(each["contract_prices"]),
            )
            for each in dimensions.of_product(world.store, row["product_code"]).values()
        ],
    )


@route("GET", "/products")
def list_products(world: World, query: PageQuery) -> Products:
    """List the products."""
    rows, following = page(world.store, products.PRODUCTS, query, {})
    return Products(items=[_shown(world, row) for row in rows], next=following)


@route("POST", "/products", status=201)
def create_product(world: World, body: NewProduct) -> Product:
    """Add a product; missing identifiers are derived from its name."""
    code = products.add(world.store, body)
    world.planted(world, ("products",))
    world.changed()
    return _shown(world, dict(world.store.row(products.FIND, product_code=code) or {}))


@route("GET", "/products/<product_code>")
def show_product(world: World, product_code: str) -> Product:
    """Show one product."""
    return _shown(world, products.find(world.store, product_code))


@route("PUT", "/products/<product_code>")
def change_product(world: World, product_code: str, body: ProductChange) -> Product:
    """Set the fulfillment URL of a product, or take it away."""
    products.put_fulfillment_url(world.store, product_code, body.fulfillment_url)
    world.planted(world, ("products",))
    return show_product(world, product_code)
