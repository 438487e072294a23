"""`verify`: check the calls to AWS, in a script or in CI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from marketplace_emulator.commands._filter import filters
from marketplace_emulator.commands._steering import as_json, fail, show_json, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote

COUNT = click.IntRange(0, 1_000_000)


@click.command()
@click.option(
    "--at-least",
    metavar="N",
    type=COUNT,
    help="Expect at least this many calls.  [default: 1 without --at-most and --none-after]",
)
@click.option("--at-most", metavar="N", type=COUNT, help="Expect at most this many calls.")
@click.option(
    "--none-after", metavar="TIME", help="Expect no call after this time, or after the call with this request id."
)
@as_json
@steers
@filters
def command(emulator: Remote, wanted: dict[str, Any], as_json: bool, **given: Any) -> None:
    """Check that AWS was called as expected; if not, exit with code 1 and print the nearest calls and why they differ.

    Example: marketplace-emulator verify --operation ResolveCustomer --at-least 1 --at-most 5
    """
    if None not in (given["at_least"], given["at_most"]) and given["at_most"] < given["at_least"]:
        raise click.UsageError("--at-most is less than --at-least; give the same or more")
    verified = emulator.request("POST", "/exchanges/verify", {**wanted, **given})
    if as_json:
        show_json(verified)
    elif verified["holds"]:
        click.echo(verified["detail"])
    if not verified["holds"]:
        fail(verified["detail"])
