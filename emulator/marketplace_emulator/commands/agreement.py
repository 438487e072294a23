"""`agreement`: purchases, made, ended and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._steering import as_json, referred, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote

ENDINGS = click.Choice(["CANCELLED", "EXPIRED", "TERMINATED", "RENEWED", "REPLACED"])


@click.group()
def command() -> None:
    """Make agreements between buyers and products, and end them.

    Example: marketplace-emulator agreement list
    """


@command.command()
@click.option("--product", required=True, metavar="CODE|NAME", help="What is bought.")
@click.option("--buyer", metavar="ACCOUNT|NAME", help="Who buys.")
@click.option("--name", help="A name, from which identifiers are derived.")
@click.option("--start-time", metavar="TIME", help="now, now-2d or ISO 8601; now where left out.")
@click.option("--end-time", metavar="TIME", help="now+14d or ISO 8601; never where left out.")
@click.option("--free-trial", is_flag=True, default=None, help="The buyer's browser then says so.")
@click.option(
    "--count", type=click.IntRange(1, 200_000), help="Make so many, each with a token and a buyer of its own."
)
@as_json
@steers
def create(
    emulator: Remote, product: str, buyer: str | None, count: int | None, as_json: bool, **fields: object
) -> None:
    """Make an agreement and print its id.

    Example: marketplace-emulator agreement create --product harbor-backup --buyer dogwood-labs
    """
    wanted = {name: value for name, value in fields.items() if value is not None}
    wanted["product_code"] = referred("product", product, emulator.products(), "product_code")
    if buyer is not None:
        wanted["customer_aws_account_id"] = referred("buyer", buyer, emulator.buyers(), "customer_aws_account_id")
    elif count is None:
        raise click.UsageError("Missing option '--buyer' (or give --count to make buyers too).")
    if count is not None:
        made = emulator.request("POST", "/agreements/bulk", {"count": count, **wanted})
        lines = ", ".join(f"{number} {noun}" for noun, number in made["created"].items())
        text = f"{lines}, named {made['name']}-1 to {made['name']}-{count}"
    else:
        made = emulator.request("POST", "/agreements", wanted)
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
def cancel(emulator: Remote, agreement: str, status: str, as_json: bool) -> None:
    """End an agreement now.

    Example: marketplace-emulator agreement cancel alder-backup
    """
    agreement_id = str(referred("agreement", agreement, emulator.agreements(), "agreement_id"))
    ended = emulator.cancel_agreement(agreement_id, status)
    if as_json:
        show_json(ended)
    else:
        click.echo(f"{ended['agreement_id']} is {ended['status']} since {ended['end_time']}")


@command.command("list")
@click.option("--product", metavar="CODE|NAME", help="Only agreements to this product.")
@click.option("--buyer", metavar="ACCOUNT|NAME", help="Only this buyer's.")
@click.option("--status", type=click.Choice(["ACTIVE", *ENDINGS.choices]), help="Only those that are so.")
@as_json
@steers
def list_agreements(
    emulator: Remote, product: str | None, buyer: str | None, status: str | None, as_json: bool
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
        columns = ("agreement_id", "name", "product_code", "customer_aws_account_id", "status", "end_time")
        show_table(found, columns, "There are no such agreements; `agreement create` makes one.")
