"""`agenda`: list what a move of the clock would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import agreement_id_of, as_json, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.store.due import Kind


@click.group(cls=Group)
def command() -> None:
    """List what is due next: steps of agreements, AWS's messages, and attempts to deliver them.

    Example: marketplace-emulator agenda list --until now+30d
    """


@command.command("list")
@click.option("--until", metavar="TIME", help="Only what is due by this time, such as now+30d.")
@click.option("--agreement", metavar="ID|NAME", help="Only what is due about this agreement.")
@click.option("--kind", type=click.Choice(["step", "event", "attempt"]), help="Only this kind.")
@click.option("--limit", metavar="N", type=click.IntRange(1), help="At most this many.  [default: all]")
@as_json
@steers
def list_agenda(
    emulator: Remote, until: str | None, agreement: str | None, kind: Kind | None, limit: int | None, as_json: bool
) -> None:
    """List what is due, the first first.

    This is what a move of the clock would do.

    Example: marketplace-emulator agenda list --until now+30d --kind step
    """
    found = emulator.agenda(
        until=until,
        agreement_id=agreement and agreement_id_of(emulator, agreement),
        kind=kind,
        limit=limit,
    )
    if as_json:
        show_json(found)
    else:
        show_table(found, ("at", "kind", "name", "agreement_id", "subscription_id"), "Nothing is due.")
