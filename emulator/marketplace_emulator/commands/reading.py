"""`reading`: list and set how the emulator behaves where AWS's documents disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._pairs import pairs
from marketplace_emulator.commands._steering import as_json, show_json, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.group(cls=Group)
def command() -> None:
    """List the places where AWS's documents disagree, and choose how the emulator behaves there.

    Example: marketplace-emulator reading set second_resolve=expired
    """


@command.command("list")
@as_json
@steers
def list_readings(emulator: Remote, as_json: bool) -> None:
    """List the readings, with the alternatives of each and their sources; * marks the one in force.

    Example: marketplace-emulator reading list
    """
    found = emulator.all_readings()
    if as_json:
        show_json(found)
        return
    for reading in found:
        click.echo(f"{reading['name']}: {reading['question']}")
        for each in reading["alternatives"]:
            mark = "*" if each["value"] == reading["value"] else " "
            click.echo(f"  {mark} {each['value']}  ({each['sure']}: {each['source']})")


@command.command("set")
@pairs("readings", "second_resolve=expired")
@as_json
@steers
def set_readings(emulator: Remote, readings: dict[str, str], as_json: bool) -> None:
    """Set readings; the others do not change.

    Example: marketplace-emulator reading set token_lifetime=1h second_resolve=expired
    """
    emulator.set_readings(**readings)
    if as_json:
        show_json(emulator.readings())
    else:
        for name, value in readings.items():
            click.echo(f"{name}={value}")
