"""`timing`: list and set how long after a step each of AWS's messages comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._pairs import pairs
from marketplace_emulator.commands._steering import as_json, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.group(cls=Group)
def command() -> None:
    """List how long after a step each of AWS's messages comes, and change it.

    Example: marketplace-emulator timing set license_updated=5s
    """


@command.command("list")
@as_json
@steers
def list_timings(emulator: Remote, as_json: bool) -> None:
    """List the timings, with the default of each and how sure that is.

    Example: marketplace-emulator timing list
    """
    found = emulator.all_timings()
    if as_json:
        show_json(found)
    else:
        show_table(found, ("name", "length", "default", "sure", "what"), "There are no timings.")


@command.command("set")
@pairs("timings", "license_updated=5s")
@as_json
@steers
def set_timings(emulator: Remote, timings: dict[str, str], as_json: bool) -> None:
    """Set timings, such as 5s, 1h30m or 0s, for the steps from now on; the others do not change.

    Example: marketplace-emulator timing set created=0s license_updated=5s
    """
    in_force = emulator.set_timings(**timings)
    if as_json:
        show_json(in_force)
    else:
        for name in timings:
            click.echo(f"{name}={in_force[name]}")
