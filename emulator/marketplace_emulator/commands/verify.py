"""`verify`: check the calls to AWS, or what is billed, in a script or in CI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from marketplace_emulator import exchange_filter, record_filter
from marketplace_emulator.commands._filter import options, options_of
from marketplace_emulator.commands._steering import as_json, fail, show_json, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote

COUNT = click.IntRange(0, 1_000_000)
_OF_CALLS = {"at_least", "at_most", "none_after", *exchange_filter.FILTER.fields} - set(record_filter.USAGE.fields)
_OF_USAGE = {"times", *record_filter.USAGE.fields} - set(exchange_filter.FILTER.fields)


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
@click.option(
    "--billed", metavar="QUANTITY", help="Instead of calls, expect that this quantity is billed, and nothing else."
)
@click.option("--times", metavar="N", type=COUNT, help="Expect it to be billed this many times.  [default: 1]")
@as_json
@steers
@options(exchange_filter.FILTER, record_filter.USAGE)
def command(emulator: Remote, wanted: dict[str, Any], as_json: bool, **given: Any) -> None:
    """Check that AWS was called as expected, or that usage is billed as expected.

    If not, exit with code 1 and print the nearest calls or records, and why they differ.

    Example: marketplace-emulator verify --operation ResolveCustomer --at-least 1 --at-most 5

    Example: marketplace-emulator verify --billed 17 --times 1 --buyer alder-logistics --dimension queries --hour now-1h
    """
    expected = {**wanted, **{name: value for name, value in given.items() if value is not None}}
    wrong = sorted(expected.keys() & (_OF_USAGE if given["billed"] is None else _OF_CALLS))
    if wrong:
        option = options_of(wrong[0])[0]
        raise click.UsageError(
            f"{option} needs --billed; add it, or leave {option} out"
            if given["billed"] is None
            else f"{option} does not go with --billed; leave one of them out"
        )
    if None not in (given["at_least"], given["at_most"]) and given["at_most"] < given["at_least"]:
        raise click.UsageError("--at-most is less than --at-least; give the same or more")
    path = "/exchanges/verify" if given["billed"] is None else "/ledger/verify"
    verified = emulator.request("POST", path, expected)
    if as_json:
        show_json(verified)
    elif verified["holds"]:
        click.echo(verified["detail"])
    if not verified["holds"]:
        fail(verified["detail"])
