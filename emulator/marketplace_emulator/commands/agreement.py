"""`agreement`: let buyers accept agreements, let these take steps, show and list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._agreement_accept import accept, create
from marketplace_emulator.commands._agreement_show import show
from marketplace_emulator.commands._agreement_steps import ENDINGS, STEPS
from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, referred, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.store.agreements import Status


@click.group(cls=Group)
def command() -> None:
    """Let buyers accept agreements and let these take steps; show and list them.

    Example: marketplace-emulator agreement show alder-backup
    """


for _each in (accept, create, *STEPS, show):
    command.add_command(_each)


@command.command("list")
@click.option("--product", metavar="CODE|NAME", help="Only agreements to this product.")
@click.option("--buyer", metavar="ACCOUNT|NAME", help="Only agreements of this buyer.")
@click.option("--status", type=click.Choice(["ACTIVE", *ENDINGS.choices]), help="Only agreements with this status.")
@as_json
@steers
def list_agreements(
    emulator: Remote, product: str | None, buyer: str | None, status: Status | None, as_json: bool
) -> None:
    """List the agreements.

    Example: marketplace-emulator agreement list --status ACTIVE
    """
    found = emulator.agreements(
        product_code=product and referred("product", product, emulator.products(), "product_code"),
        customer_aws_account_id=buyer and referred("buyer", buyer, emulator.buyers(), "customer_aws_account_id"),
        status=status,
    )
    if as_json:
        show_json(found)
    else:
        columns = (
            "agreement_id",
            "name",
            "product_code",
            "customer_aws_account_id",
            "status",
            "end_time",
            "license_arn",
        )
        show_table(found, columns, "There are no such agreements; `agreement accept` makes one.")
