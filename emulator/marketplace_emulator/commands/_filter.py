"""Options that select exchanges or usage, one for each member of a filter."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
import msgspec

from marketplace_emulator import exchange_filter
from marketplace_emulator.commands._steering import referred
from marketplace_emulator.filter_type import FilterType

if TYPE_CHECKING:
    from marketplace_emulator import Remote

BY_NAME = {
    "customer_aws_account_id": "buyer",
    "agreement_id": "agreement",
    "product_code": "product",
    "subscription_id": "subscription",
}
"""Members that may be given by name or identifier; their option is named after the noun."""
_METAVARS = {
    "operation": "NAME",
    "outcome": "CODE",
    "token": "TOKEN",
    "customer_aws_account_id": "ACCOUNT|NAME",
    "agreement_id": "ID|NAME",
    "license_arn": "ARN",
    "product_code": "CODE|NAME",
    "dimension": "KEY",
    "type": "TYPE",
    "subscription_id": "ID|NAME",
    **dict.fromkeys(("since", "until", "hour"), "TIME"),
}


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
    """Add the options for exchanges to a command; the command gets the filter as its argument `wanted`."""
    return options(exchange_filter.FILTER)(function)


def options(*types: FilterType) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the options of filters to a command, each once; the command gets what is given as its argument `wanted`."""
    members = {name: each for each in reversed(types) for name in reversed(each.fields)}

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def command(emulator: Remote, **given: Any) -> None:
            wanted = {name: given.pop(name) for name in members}
            refer(emulator, wanted)
            function(emulator, wanted={name: value for name, value in wanted.items() if value is not None}, **given)

        made: Callable[..., None] = command
        for name, each in members.items():
            made = _option(name, each)(made)
        return made

    return decorate


def _option(name: str, of: FilterType) -> Callable[[Callable[..., None]], Callable[..., None]]:
    schema, written = msgspec.json.schema(of.fields[name]), options_of(name)
    given: dict[str, Any] = {"metavar": _METAVARS.get(name, "ID")}
    if schema.get("type") == "boolean":
        written, given = [f"{written[0]}/--not-{name}"], {"default": None}
    elif "enum" in schema:
        given = {"type": click.Choice(schema["enum"])}
    elif schema.get("type") == "integer":
        given = {"type": click.IntRange(schema["minimum"], schema["maximum"]), "metavar": "N"}
    return click.option(*written, name, help=of.help_of(name), **given)
