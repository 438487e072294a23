"""`agreement`: create, end and list purchases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._entitle import entitle
from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, referred, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.control.agreements import Agreement
    from marketplace_emulator.control.bulk import Created
    from marketplace_emulator.steering.agreements import Entitlements
    from marketplace_emulator.store.agreements import Ended, Status

ENDINGS = click.Choice(["CANCELLED", "EXPIRED", "TERMINATED", "RENEWED", "REPLACED"])


@click.group(cls=Group)
def command() -> None:
    """Create, cancel and list agreements between buyers and products.

    Example: marketplace-emulator agreement list
    """


@command.command()
@click.option("--product", required=True, metavar="CODE|NAME", help="The product that the buyer buys.")
@click.option("--buyer", metavar="ACCOUNT|NAME", help="The buyer.")
@click.option("--name", help="The agreement's name; its identifiers are derived from it.")
@click.option("--start-time", metavar="TIME", help="now-2d or ISO 8601.  [default: now]")
@click.option("--end-time", metavar="TIME", help="now+14d or ISO 8601.  [default: never]")
@click.option(
    "--free-trial",
    is_flag=True,
    default=None,
    help="Make it a free trial; the buyer's browser then posts the offer type too.",
)
@entitle
@click.option(
    "--count",
    type=click.IntRange(1, 200_000),
    help="Create this many, each with a token, and with a new buyer unless --buyer is given.",
)
@as_json
@steers
def create(
    emulator: Remote,
    product: str,
    buyer: str | None,
    name: str | None,
    start_time: str | None,
    end_time: str | None,
    free_trial: bool | None,
    entitlements: Entitlements | None,
    count: int | None,
    as_json: bool,
) -> None:
    """Create an agreement and print its id.

    Example: marketplace-emulator agreement create --product harbor-backup --buyer dogwood-labs
    """
    product_code = referred("product", product, emulator.products(), "product_code")
    account = buyer and referred("buyer", buyer, emulator.buyers(), "customer_aws_account_id")
    made: Agreement | Created
    if count is not None:
        if start_time is not None or end_time is not None or free_trial is not None:
            raise click.UsageError("--start-time, --end-time and --free-trial do not go with --count; leave them out.")
        made = emulator.create_agreements(
            count,
            product_code=product_code,
            customer_aws_account_id=account,
            name=name,
            entitlements=entitlements,
        )
        lines = ", ".join(f"{number} {noun}" for noun, number in made["created"].items())
        text = f"{lines}, named {made['name']}-1 to {made['name']}-{count}"
    else:
        if account is None:
            raise click.UsageError("Missing option '--buyer' (or give --count to create buyers too).")
        made = emulator.create_agreement(
            product_code=product_code,
            customer_aws_account_id=account,
            name=name,
            start_time=start_time,
            end_time=end_time,
            free_trial=free_trial,
            entitlements=entitlements,
        )
        text = made["agreement_id"]
    if as_json:
        show_json(made)
    else:
        click.echo(text)


@command.command()
@click.argument("agreement", metavar="ID|NAME")
@click.option("--status", default="CANCELLED", show_default=True, type=ENDINGS, help="How it ends.")
@as_json
@steers
def cancel(emulator: Remote, agreement: str, status: Ended, as_json: bool) -> None:
    """End an agreement now.

    Example: marketplace-emulator agreement cancel alder-backup
    """
    agreement_id = referred("agreement", agreement, emulator.agreements(), "agreement_id")
    ended = emulator.cancel_agreement(agreement_id, status)
    if as_json:
        show_json(ended)
    else:
        click.echo(f"{ended['agreement_id']} is {ended['status']} since {ended['end_time']}")


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
        show_table(found, columns, "There are no such agreements; `agreement create` creates one.")
