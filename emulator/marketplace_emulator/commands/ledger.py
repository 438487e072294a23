"""`ledger`: what each buyer would be billed, and what was refused."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from marketplace_emulator import record_filter, usage_columns
from marketplace_emulator.commands._filter import options
from marketplace_emulator.commands._formats import formats, indented, show_csv, show_list
from marketplace_emulator.commands._steering import show_table, steers
from marketplace_emulator.steering.steers import ALL

if TYPE_CHECKING:
    from marketplace_emulator import Remote

LAST = 100


@click.command()
@click.option(
    "--by",
    type=click.Choice(["hour", "dimension", "agreement"]),
    default="hour",
    show_default=True,
    help="How far to sum up: an agreement's dimension in an hour, its dimension, or all of it.",
)
@click.option(
    "--last", metavar="N", type=click.IntRange(1, 1000), help=f"Print only the newest N.  [default: {LAST} in a table]"
)
@formats
@steers
@options(record_filter.RECORDS)
def command(emulator: Remote, wanted: dict[str, Any], by: str, last: int | None, form: str) -> None:
    """Show what is billed, by agreement, dimension and hour, and what was refused and why.

    An amount is quantity by price, whether or not the agreement is a free trial.

    Example: marketplace-emulator ledger --buyer alder-logistics --since now-24h
    """
    if last is None and form == "table":
        last = LAST
    pages = emulator.pages("/ledger", by=by, limit=last or ALL, newest=last and True, **wanted)
    first = next(pages)
    lines: Iterator[dict[str, Any]] = (line for page in itertools.chain((first,), pages) for line in page["items"])
    if form == "csv":
        show_csv(map(usage_columns.flat, lines), usage_columns.LEDGER)
    elif form == "json":
        _show_json(first, lines)
    else:
        _show_table(first, lines, by, last or LAST)


def _show_json(first: Mapping[str, Any], lines: Iterator[dict[str, Any]]) -> None:
    click.echo('{\n  "items": ', nl=False)
    show_list(lines, indent="  ")
    for name in ("total", "refused_requests"):
        click.echo(f',\n  "{name}": {indented(first[name], "  ")}', nl=False)
    click.echo("\n}")


def _show_table(first: Mapping[str, Any], lines: Iterator[dict[str, Any]], by: str, last: int) -> None:
    rows = [_row(usage_columns.flat(line)) for line in lines]
    columns = [each for each in _row(dict.fromkeys(usage_columns.LEDGER)) if each not in _LEFT_OUT[by]]
    show_table(rows, columns, "Nothing was metered; `exchanges` lists the requests to AWS.")
    if len(rows) == last:
        click.echo(f"(These are the newest {last} lines at most; --last prints more, and --format csv all.)")
    for text in _sentences(first):
        click.echo(text)


_LEFT_OUT = {"hour": (), "dimension": ("hour",), "agreement": ("hour", "dimension", "billed")}


def _row(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "agreement": line["agreement"] or line["agreement_id"],
        "buyer": line["buyer"] or line["customer_aws_account_id"] or line["customer_identifier"],
        "dimension": line["dimension"],
        "hour": line["hour"],
        "billed": line["quantity"],
        "times": f"{line['times']}, TWICE" if line["billed_twice"] else line["times"],
        "amount": line["amount"],
        "refused": line["refused"],
    }


def _sentences(first: Mapping[str, Any]) -> Iterator[str]:
    total = first["total"]
    yield f"Total: {total['amount']} US dollars; billed {total['times']} of {total['sent']} records."
    if total["times_without_price"]:
        yield f"Without a price: {total['times_without_price']} of the billed records; their dimensions have none."
    if total["billed_twice"]:
        hours = "1 hour" if total["billed_twice"] == 1 else f"{total['billed_twice']} hours"
        yield f"BILLED TWICE: {hours} of a dimension, such as once by ProductCode and once by LicenseArn."
    if total["refused"]:
        yield f"Refused: {', '.join(f'{number} {status}' for status, number in total['refused'].items())}."
    if unbilled := usage_columns.accepted_only(total):
        yield f"Success, but not billed: {unbilled}."
    for each in first["refused_requests"]:
        yield (
            f"Requests refused whole: {each['times']} of {each['operation']} with {each['outcome']}; "
            f"list: {each['command']}"
        )
