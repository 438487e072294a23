"""`fixtures`: check fixture files without an emulator."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, fail, show_json


@click.group(cls=Group)
def command() -> None:
    """Check fixture files.

    Example: marketplace-emulator fixtures check marketplace.yaml
    """


@command.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@as_json
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Read files as `serve --fixtures` does, and print what they contain, or the first mistake and where it is.

    Example: marketplace-emulator fixtures check marketplace.yaml
    """
    from marketplace_emulator import seeding
    from marketplace_emulator.fixture_document import FixtureError

    try:
        seeding.open_world("sqlite://", files).store.close()
        held = Counter[str]()
        for file in files:
            held.update(seeding.holds(file))
    except FixtureError as mistake:
        if as_json:
            show_json({"ok": False, "mistake": str(mistake)})
            sys.exit(1)
        fail(str(mistake))
        return
    if as_json:
        show_json({"ok": True, "holds": held})
    else:
        click.echo(", ".join(f"{noun}: {number}" for noun, number in held.items() if number) or "nothing")


@command.command()
def schema() -> None:
    """Print the JSON Schema of a fixture file, with which an editor checks the file as you write.

    Example: marketplace-emulator fixtures schema > schema.json
    """
    from marketplace_emulator import fixtures_file

    show_json(fixtures_file.schema())
