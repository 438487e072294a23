"""`product`: add and list the seller's products."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._steering import as_json, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.store.products import Generation


@click.group()
def command() -> None:
    """Create and list products.

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
@as_json
@steers
def create(
    emulator: Remote,
    name: str,
    generation: Generation | None,
    product_code: str | None,
    product_id: str | None,
    seller_account: str | None,
    as_json: bool,
) -> None:
    """Add a product and print its code.

    Example: marketplace-emulator product create tidewater-search --generation legacy
    """
    made = emulator.create_product(
        name,
        generation=generation,
        product_code=product_code,
        product_id=product_id,
        seller_account=seller_account,
    )
    if as_json:
        show_json(made)
    else:
        click.echo(made["product_code"])


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
        columns = ("product_code", "name", "generation", "seller_account")
        show_table(found, columns, "There are no products; `product create NAME` adds one.")
