"""`public-key`: show the public key that RegisterUsage's signatures are verified with, and rotate it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.group(cls=Group)
def command() -> None:
    """Show and rotate the public key that verifies the signatures of RegisterUsage.

    Example: marketplace-emulator public-key show
    """


@command.command()
@click.option("--version", type=click.IntRange(1), metavar="N", help="The version.  [default: the current one]")
@steers
def show(emulator: Remote, version: int | None) -> None:
    """Print the public key in PEM.

    Example: marketplace-emulator public-key show --version 1
    """
    click.echo(emulator.public_key(version), nl=False)


@command.command()
@as_json
@steers
def rotate(emulator: Remote, as_json: bool) -> None:
    """Add a new version and print its number; software that asks for an old version still gets its signature.

    Example: marketplace-emulator public-key rotate
    """
    made = emulator.rotate_public_key()
    if as_json:
        show_json(made)
    else:
        click.echo(made["version"])


@command.command("list")
@as_json
@steers
def list_public_keys(emulator: Remote, as_json: bool) -> None:
    """List the versions of the public key; --json shows the keys too.

    Example: marketplace-emulator public-key list
    """
    found = emulator.public_keys()
    if as_json:
        show_json(found)
    else:
        show_table(found, ("version", "created_at", "rotated_at"), "There are no public keys.")
