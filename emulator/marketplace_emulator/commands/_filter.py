"""Options that select exchanges, one for each member of the filter."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from marketplace_emulator import exchange_filter
from marketplace_emulator.commands._steering import referred

if TYPE_CHECKING:
    from marketplace_emulator import Remote

BY_NAME = {"customer_aws_account_id": "buyer", "agreement_id": "agreement", "product_code": "product"}
"""Members that may be given by name or identifier; their option is named after the noun."""
_METAVARS = {"operation": "NAME", "outcome": "CODE", "status": "N", "since": "TIME", "token": "TOKEN"}


def options_of(name: str) -> list[str]:
    """Return the options for a noun, or another member of a filter: `--buyer` and `--customer-aws-account-id`."""
    own = f"--{name.replace('_', '-')}"
    return [f"--{BY_NAME[name]}", own] if name in BY_NAME else [own]


def refer(emulator: Remote, given: dict[str, Any]) -> None:
    """Replace the names of buyers, agreements and products with their identifiers."""
    for name, noun in BY_NAME.items():
        if given.get(name) is not None:
            given[name] = referred(noun, given[name], getattr(emulator, f"{noun}s")(), name)


def filters(function: Callable[..., None]) -> Callable[..., None]:
    """Add the filter's options to a command; the command gets the filter as its argument `wanted`."""

    @functools.wraps(function)
    def command(emulator: Remote, **given: Any) -> None:
        wanted = {name: given.pop(name) for name in exchange_filter.FIELDS}
        refer(emulator, wanted)
        function(emulator, wanted={name: value for name, value in wanted.items() if value is not None}, **given)

    made: Callable[..., None] = command
    for name in reversed(exchange_filter.FIELDS):
        kind = click.IntRange(0, 999) if name == "status" else None
        metavar = _METAVARS.get(name, "NAME|ID" if name in BY_NAME else "ID")
        made = click.option(*options_of(name), name, metavar=metavar, type=kind, help=exchange_filter.help_of(name))(
            made
        )
    return made
