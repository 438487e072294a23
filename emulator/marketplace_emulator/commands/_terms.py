"""The options for the terms of an agreement, which `agreement accept`, `amend`, `renew` and `replace` share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
offer = click.option("--offer", "offer_id", metavar="ID|NAME", help="The offer that the buyer accepts.")
duration = click.option("--duration", metavar="P12M", help="How long it lasts, instead of --end-time.")
auto_renew = click.option("--auto-renew/--no-auto-renew", default=None, help="Whether it renews by itself at its end.")


def end_time(without: str) -> Callable[[Decorated], Decorated]:
    """Return the option --end-time, whose help says what holds without it."""
    return click.option("--end-time", metavar="TIME", help=f"now+14d or ISO 8601.  [default: {without}]")


def following(function: Decorated) -> Decorated:
    """Add the options for an agreement that follows another."""
    for option in (auto_renew, duration, end_time("as long as before"), offer):
        function = option(function)
    return function
