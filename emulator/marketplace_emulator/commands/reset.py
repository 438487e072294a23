"""`reset`: restore the fixtures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._steering import steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.command()
@click.option(
    "--only", metavar="NOUNS", help="Reset only these, and everything that refers to them, e.g. tokens,faults."
)
@steers
def command(emulator: Remote, only: str | None) -> None:
    """Delete everything that has happened and restore the fixtures.

    Example: marketplace-emulator reset --only tokens,faults
    """
    emulator.reset(only)
