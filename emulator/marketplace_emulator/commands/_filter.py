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


def filters(function: Callable[..., None]) -> Callable[..., None]:
    """Add the filter's options to a command; the command gets the filter as its argument `wanted`."""

    @functools.wraps(function)
    def command(emulator: Remote, **given: Any) -> None:
        wanted = {name: given.pop(name) for name in exchange_filter.FIELDS}
        for name, noun in BY_NAME.items():
            if wanted[name] is not None:
                wanted[name] = referred(noun, wanted[name], getattr(emulator, f"{noun}s")(), name)
        function(emulator, wanted={name: value for name, value in wanted.items() if value is not None}, **given)

    made: Callable[..., None] = command
    for name in reversed(exchange_filter.FIELDS):
        option = f"--{BY_NAME.get(name, name).replace('_', '-')}"
        kind = click.IntRange(0, 999) if name == "status" else None
        metavar = _METAVARS.get(name, "NAME|ID" if name in BY_NAME else "ID")
        made = click.option(option, name, metavar=metavar, type=kind, help=exchange_filter.help_of(name))(made)
    return made
