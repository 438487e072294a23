"""`fixtures`: check fixture files without an emulator."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, fail, show_json
from marketplace_emulator.nearest import meant


@click.group(cls=Group)
def command() -> None:
    """List the worlds that come with the emulator, and check fixture files.

    Example: marketplace-emulator fixtures list
    """


@command.command("list")
@as_json
def list_worlds(as_json: bool) -> None:
    """List the worlds that come with the emulator, each a file for `serve --fixtures`, which may lie anywhere.

    Example: marketplace-emulator fixtures list
    """
    found = {name: _about(file) for name, file in _worlds().items()}
    if as_json:
        show_json([{"file": file, "about": about} for file, about in found.items()])
        return
    for file, about in found.items():
        click.echo(f"{file:<38}{about}")


def _worlds() -> dict[str, Path]:
    """Return the worlds that come with the emulator, each by the name that `serve --fixtures` takes."""
    from marketplace_emulator import seeding

    return {f"fixtures/worlds/{file.name}": file for file in sorted(seeding.WORLDS.glob("*.yaml"))}


def _about(file: Path) -> str:
    """Return the first comment of a world, after the line for editors."""
    return file.read_text(encoding="utf-8").splitlines()[1].removeprefix("# ")


@command.command()
@click.argument("world", metavar="FILE")
def show(world: str) -> None:
    """Print a world that comes with the emulator, to read or to copy it.

    Example: marketplace-emulator fixtures show fixtures/worlds/year.yaml > year.yaml
    """
    found = _worlds()
    if world in found:
        click.echo(found[world].read_text(encoding="utf-8"), nl=False)
    else:
        fail(f"{world!r} does not come with the emulator; {meant(world, found)}")


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
