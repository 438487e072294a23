"""`verify`: whether AWS was asked as expected, for a script or a step of a CI run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from marketplace_emulator.commands._steering import as_json, fail, referred, show_json, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote

COUNT = click.IntRange(0, 1_000_000)


@click.command()
@click.option("--operation", metavar="NAME", help="Calls of this operation, e.g. ResolveCustomer.")
@click.option("--token", metavar="TOKEN", help="Calls with this registration token, in full or as it is shown.")
@click.option("--buyer", metavar="NAME", help="Calls about this buyer: its name or AWS account.")
@click.option("--outcome", metavar="CODE", help="Calls with this outcome: ok, an error's code, drop, hang or cut.")
@click.option("--status", metavar="N", type=click.IntRange(0, 999), help="Calls with this HTTP status, e.g. 403.")
@click.option("--since", metavar="TIME", help="Calls since a time, e.g. now-5m, or after that request id.")
@click.option("--at-least", metavar="N", type=COUNT, help="So many; 1, where no other number is given.")
@click.option("--at-most", metavar="N", type=COUNT, help="No more than so many.")
@click.option("--none-after", metavar="TIME", help="And none after a time, or after that request id.")
@as_json
@steers
def command(emulator: Remote, buyer: str | None, as_json: bool, **given: Any) -> None:
    """Verify that AWS was asked as expected; exit 1 if not, with the nearest calls and why they are not such.

    Example: marketplace-emulator verify --operation ResolveCustomer --at-least 1 --at-most 5
    """
    if None not in (given["at_least"], given["at_most"]) and given["at_most"] < given["at_least"]:
        raise click.UsageError("--at-most is less than --at-least; give the same or more")
    account = None if buyer is None else referred("buyer", buyer, emulator.buyers(), "customer_aws_account_id")
    verified = emulator.request("POST", "/exchanges/verify", {**given, "customer_aws_account_id": account})
    if as_json:
        show_json(verified)
    elif verified["holds"]:
        click.echo(verified["detail"])
    if not verified["holds"]:
        fail(verified["detail"])
