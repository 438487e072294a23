"""`snapshot`: save the whole state under a name, and restore it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.group(cls=Group)
def command() -> None:
    """Save the emulator's whole state under a name, and restore it.

    Example: marketplace-emulator snapshot save before-purchase
    """


@command.command()
@click.argument("name")
@steers
def save(emulator: Remote, name: str) -> None:
    """Save the state without the journal; an older snapshot of the same name is replaced.

    Example: marketplace-emulator snapshot save before-purchase
    """
    emulator.snapshot(name)


@command.command()
@click.argument("name")
@steers
def restore(emulator: Remote, name: str) -> None:
    """Restore a snapshot.

    Example: marketplace-emulator snapshot restore before-purchase
    """
    emulator.restore(name)


@command.command()
@click.argument("name")
@steers
def forget(emulator: Remote, name: str) -> None:
    """Delete a snapshot.

    Example: marketplace-emulator snapshot forget before-purchase
    """
    emulator.forget_snapshot(name)


@command.command("list")
@as_json
@steers
def list_snapshots(emulator: Remote, as_json: bool) -> None:
    """List the snapshots.

    Example: marketplace-emulator snapshot list
    """
    found = emulator.all_snapshots()
    if as_json:
        show_json(found)
    else:
        show_table(found, ("name", "saved_at"), "There are no snapshots; `snapshot save NAME` saves one.")
