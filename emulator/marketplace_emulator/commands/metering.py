"""`metering`: list the records of usage that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from marketplace_emulator import record_filter, usage_columns
from marketplace_emulator.commands._filter import options
from marketplace_emulator.commands._formats import formats, show_csv, show_list
from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import show_table, steers
from marketplace_emulator.steering.steers import ALL

if TYPE_CHECKING:
    from marketplace_emulator import Remote

LAST = 100


@click.group(cls=Group)
def command() -> None:
    """List the records of usage that were sent.

    Example: marketplace-emulator metering list
    """


@command.command("list")
@click.option(
    "--last", metavar="N", type=click.IntRange(1, 1000), help=f"Print only the newest N.  [default: {LAST} in a table]"
)
@formats
@steers
@options(record_filter.RECORDS)
def list_records(emulator: Remote, wanted: dict[str, Any], last: int | None, form: str) -> None:
    """List the records of usage, whatever became of them, the newest last.

    Example: marketplace-emulator metering list --buyer alder-logistics --status DuplicateRecord
    """
    if last is None and form == "table":
        last = LAST
    found = emulator.pages("/metering-records", limit=last or ALL, newest=last and True, **wanted)
    rows = (row for page in found for row in page["items"])
    if form == "csv":
        show_csv(rows, usage_columns.RECORD)
    elif form == "json":
        show_list(rows)
        click.echo()
    else:
        show_table(
            rows, usage_columns.RECORD_TABLE, "There are no such records; `exchanges` lists the requests to AWS."
        )
