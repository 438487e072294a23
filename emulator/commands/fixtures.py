"""`fixtures`: check a fixture file without serving it."""

from __future__ import annotations

import json
import sys

import click


@click.group()
def command() -> None:
    """Check fixture files, and print their JSON Schema.

    Example: marketplace-emulator fixtures check world.yaml
    """


@command.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
def check(files: tuple[str, ...]) -> None:
    """Check that a world can be made from these files together.

    Example: marketplace-emulator fixtures check fixtures/marketplace.yaml
    """
    from pathlib import Path

    from emulator import seeding
    from emulator.fixtures_file import FixtureError
    from emulator.store import Store
    from emulator.world import World

    try:
        seeding.seed(World(Store()), [Path(file) for file in files])
    except FixtureError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
    click.echo(f"{', '.join(files)}: no mistakes")


@command.command()
def schema() -> None:
    """Print the JSON Schema of a fixture file.

    Example: marketplace-emulator fixtures schema > schema.json
    """
    from emulator import fixtures_file

    click.echo(json.dumps(fixtures_file.schema(), indent=2))
