"""`entitlement`: list what agreements grant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import agreement_id_of, as_json, referred, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.group(cls=Group)
def command() -> None:
    """List entitlements; `agreement create --entitle` grants them.

    Example: marketplace-emulator entitlement list
    """


@command.command("list")
@click.option("--agreement", metavar="ID|NAME", help="Only what this agreement grants.")
@click.option("--buyer", metavar="ACCOUNT|NAME", help="Only this buyer's.")
@click.option("--product", metavar="CODE|NAME", help="Only this product's.")
@click.option("--dimension", metavar="KEY", help="Only those of this dimension.")
@as_json
@steers
def list_entitlements(
    emulator: Remote,
    agreement: str | None,
    buyer: str | None,
    product: str | None,
    dimension: str | None,
    as_json: bool,
) -> None:
    """List entitlements, and whether each is in force.

    Example: marketplace-emulator entitlement list --buyer alder-logistics
    """
    found = emulator.entitlements(
        agreement_id=agreement and agreement_id_of(emulator, agreement),
        customer_aws_account_id=buyer and referred("buyer", buyer, emulator.buyers(), "customer_aws_account_id"),
        product_code=product and referred("product", product, emulator.products(), "product_code"),
        dimension=dimension,
    )
    if as_json:
        show_json(found)
    else:
        columns = ("customer_aws_account_id", "agreement_id", "dimension", "value", "end_time", "in_force", "why_not")
        show_table(found, columns, "There are no such entitlements; `agreement create --entitle` grants them.")
