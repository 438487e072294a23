"""`snapshot`: the whole state, kept under a name and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._steering import as_json, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.group()
def command() -> None:
    """Keep the emulator's whole state under a name, and bring it back.

    Example: marketplace-emulator snapshot save before-purchase
    """


@command.command()
@click.argument("name")
@steers
def save(emulator: Remote, name: str) -> None:
    """Keep the state under a name, instead of what was kept under it before; the journal is not part of it.

    Example: marketplace-emulator snapshot save before-purchase
    """
    emulator.snapshot(name)


@command.command()
@click.argument("name")
@steers
def restore(emulator: Remote, name: str) -> None:
    """Bring a state back.

    Example: marketplace-emulator snapshot restore before-purchase
    """
    emulator.restore(name)


@command.command()
@click.argument("name")
@steers
def forget(emulator: Remote, name: str) -> None:
    """Forget a state that was kept.

    Example: marketplace-emulator snapshot forget before-purchase
    """
    emulator.forget_snapshot(name)


@command.command("list")
@as_json
@steers
def list_snapshots(emulator: Remote, as_json: bool) -> None:
    """List the states that are kept.

    Example: marketplace-emulator snapshot list
    """
    found = emulator.all_snapshots()
    if as_json:
        show_json(found)
    else:
        show_table(found, ("name", "saved_at"), "There are no snapshots; `snapshot save NAME` keeps one.")
