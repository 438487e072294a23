"""Settings as NAME=VALUE: as arguments of a command, or as an option."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def pairs(name: str, such_as: str) -> Callable[[Any], Any]:
    """Add the argument NAME=VALUE..., which the command gets as a dict."""
    return click.argument(name, nargs=-1, required=True, metavar="NAME=VALUE...", callback=reading_like(such_as))


def reading_like(such_as: str) -> Callable[[click.Context, click.Parameter, tuple[str, ...]], dict[str, str]]:
    """Return the callback that reads settings such as `token_lifetime=1h` into a dict."""

    def read(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in given:
            name, equals, value = each.partition("=")
            if not equals:
                raise click.BadParameter(f"{each!r} is not NAME=VALUE, e.g. {such_as}")
            if name in found:
                raise click.BadParameter(f"{name!r} is given twice; give it once")
            found[name] = value
        return found

    return read
