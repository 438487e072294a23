"""`health`: whether the emulator is ready, for a person, a script or a container's health check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._steering import as_json, fail, show_json, steers
from marketplace_emulator.steering import Refused

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.command()
@as_json
@steers
def command(emulator: Remote, as_json: bool) -> None:
    """Print whether the emulator is ready and how many of each thing it holds; exit with code 1 if it is not ready.

    Example: marketplace-emulator health
    """
    try:
        health = emulator.health()
    except Refused as refused:
        if "reason" not in refused.problem:
            raise
        fail(f"{emulator.url} is not ready: {refused.problem['reason']}")
    if as_json:
        show_json(health)
        return
    counts = ", ".join(f"{table}: {count}" for table, count in health["counts"].items() if count)
    click.echo(f"{emulator.url} is {health['status']}: version {health['version']}, store {health['store']}; {counts}")
