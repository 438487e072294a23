"""`reset`: the fixtures, brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._steering import steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.command()
@click.option("--only", metavar="NOUNS", help="Only these and what refers to them, e.g. tokens,faults.")
@steers
def command(emulator: Remote, only: str | None) -> None:
    """Forget everything that happened and bring the fixtures back.

    Example: marketplace-emulator reset --only tokens,faults
    """
    emulator.reset(only)
