"""The option --entitle: what an agreement or an offer grants."""

from __future__ import annotations

import contextlib
import json

import click


def _read(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, bool | int | float | str] | None:
    return dict(map(_entitlement, given)) or None


def _entitlement(given: str) -> tuple[str, bool | int | float | str]:
    """Read DIMENSION=VALUE; a value that is no JSON number, true or false is text."""
    dimension, separator, value = given.partition("=")
    if not separator:
        raise click.UsageError(f"--entitle {given!r} has no value; give it as DIMENSION=VALUE, such as seats=25.")
    with contextlib.suppress(ValueError):
        read = json.loads(value)
        if isinstance(read, bool | int | float):
            return dimension, read
    return dimension, value


entitle = click.option(
    "--entitle",
    "entitlements",
    multiple=True,
    metavar="DIMENSION=VALUE",
    callback=_read,
    help="What it grants, such as seats=25 or enterprise=true.  [repeatable]",
)
"""The command gets the argument `entitlements`, a dict or None."""
