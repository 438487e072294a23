"""`product`: add, list and change the seller's products."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.steering.products import DimensionFields
    from marketplace_emulator.store.dimensions import DimensionType
    from marketplace_emulator.store.products import Generation


@click.group(cls=Group)
def command() -> None:
    """Create, list and change products.

    Example: marketplace-emulator product list
    """


@command.command()
@click.argument("name")
@click.option(
    "--generation",
    type=click.Choice(["legacy", "concurrent"]),
    help="The generation of AWS's API.  [default: concurrent]",
)
@click.option("--product-code", metavar="CODE", help="[default: derived from the name]")
@click.option("--product-id", metavar="ID", help="[default: derived from the name]")
@click.option(
    "--seller-account", metavar="ACCOUNT", help="The seller's AWS account, 12 digits.  [default: 111122223333]"
)
@click.option(
    "--fulfillment-url",
    metavar="URL",
    help="Your page to which a buyer's browser posts the token, such as http://127.0.0.1:8000/register.",
)
@click.option(
    "--metered",
    multiple=True,
    metavar="KEY[=PRICE]",
    help="A dimension whose usage is metered, with its price in US dollars.  [repeatable]",
)
@click.option("--entitled", multiple=True, metavar="KEY", help="A dimension that a contract grants.  [repeatable]")
@as_json
@steers
def create(
    emulator: Remote,
    name: str,
    generation: Generation | None,
    product_code: str | None,
    product_id: str | None,
    seller_account: str | None,
    fulfillment_url: str | None,
    metered: tuple[str, ...],
    entitled: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add a product and print its code.

    Example: marketplace-emulator product create tidewater-search --metered searches=0.001 --entitled seats
    """
    made = emulator.create_product(
        name,
        generation=generation,
        product_code=product_code,
        product_id=product_id,
        seller_account=seller_account,
        fulfillment_url=fulfillment_url,
        dimensions=_dimensions(metered, entitled),
    )
    if as_json:
        show_json(made)
    else:
        click.echo(made["product_code"])


def _dimensions(metered: Iterable[str], entitled: Iterable[str]) -> list[DimensionFields]:
    """Return the dimensions; a key that is given as both has both types."""
    prices = {key: price or None for key, _, price in (each.partition("=") for each in metered)}
    made: list[DimensionFields] = []
    for key in dict.fromkeys((*prices, *entitled)):
        types: list[DimensionType] = ["ExternallyMetered"] if key in prices else []
        made.append({"key": key, "types": [*types, "Entitled"] if key in entitled else types, "price": prices.get(key)})
    return made


@command.command()
@click.argument("product_code")
@click.option(
    "--fulfillment-url",
    required=True,
    metavar="URL",
    help="Your page to which a buyer's browser posts the token; '' removes it.",
)
@as_json
@steers
def change(emulator: Remote, product_code: str, fulfillment_url: str, as_json: bool) -> None:
    """Set the fulfillment URL of a product.

    Example: marketplace-emulator product change 3hbfscrl1kplz0s7pt5hmkwi1 --fulfillment-url http://127.0.0.1:8000/register
    """
    changed = emulator.set_fulfillment_url(product_code, fulfillment_url or None)
    if as_json:
        show_json(changed)
    else:
        click.echo(changed["fulfillment_url"] or f"{product_code} has no fulfillment URL of its own")


@command.command("list")
@as_json
@steers
def list_products(emulator: Remote, as_json: bool) -> None:
    """List the products.

    Example: marketplace-emulator product list --json
    """
    found = emulator.products()
    if as_json:
        show_json(found)
    else:
        rows = [{**each, "dimensions": " ".join(one["key"] for one in each["dimensions"]) or None} for each in found]
        columns = ("product_code", "name", "generation", "seller_account", "dimensions")
        show_table(rows, columns, "There are no products; `product create NAME` adds one.")
