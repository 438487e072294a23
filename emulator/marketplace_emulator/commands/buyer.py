"""`buyer`: add, list, suspend and restore buyers, which are AWS accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, referred, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.control.buyers import Buyer


@click.group(cls=Group)
def command() -> None:
    """Create, list, suspend and restore buyers.

    Example: marketplace-emulator buyer list
    """


@command.command()
@click.argument("name")
@click.option(
    "--customer-aws-account-id",
    metavar="ACCOUNT",
    help="The buyer's AWS account, 12 digits.  [default: derived from the name]",
)
@click.option(
    "--customer-identifier", metavar="ID", help="The buyer's CustomerIdentifier.  [default: derived from the name]"
)
@as_json
@steers
def create(
    emulator: Remote, name: str, customer_aws_account_id: str | None, customer_identifier: str | None, as_json: bool
) -> None:
    """Add a buyer and print its AWS account.

    Example: marketplace-emulator buyer create elm-freight
    """
    made = emulator.create_buyer(
        name, customer_aws_account_id=customer_aws_account_id, customer_identifier=customer_identifier
    )
    if as_json:
        show_json(made)
    else:
        click.echo(made["customer_aws_account_id"])


@command.command("list")
@as_json
@steers
def list_buyers(emulator: Remote, as_json: bool) -> None:
    """List the buyers.

    Example: marketplace-emulator buyer list --json
    """
    found = emulator.buyers()
    if as_json:
        show_json(found)
    else:
        columns = ("customer_aws_account_id", "name", "customer_identifier", "suspended")
        show_table(found, columns, "There are no buyers; `buyer create NAME` adds one.")


@command.command()
@click.argument("buyer", metavar="ACCOUNT|NAME")
@as_json
@steers
def suspend(emulator: Remote, buyer: str, as_json: bool) -> None:
    """Suspend a buyer's account, so that AWS takes no more usage of it.

    Example: marketplace-emulator buyer suspend alder-logistics
    """
    _tell(emulator.suspend_buyer(_account(emulator, buyer)), as_json)


@command.command()
@click.argument("buyer", metavar="ACCOUNT|NAME")
@as_json
@steers
def restore(emulator: Remote, buyer: str, as_json: bool) -> None:
    """Restore a buyer's account that was suspended.

    Example: marketplace-emulator buyer restore alder-logistics
    """
    _tell(emulator.restore_buyer(_account(emulator, buyer)), as_json)


def _account(emulator: Remote, buyer: str) -> str:
    return referred("buyer", buyer, emulator.buyers(), "customer_aws_account_id")


def _tell(buyer: Buyer, as_json: bool) -> None:
    if as_json:
        show_json(buyer)
    else:
        click.echo(f"{buyer['customer_aws_account_id']} is {'suspended' if buyer['suspended'] else 'not suspended'}")
