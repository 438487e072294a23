"""`clock`: show and change the emulator's time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, show_json, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.control.clock import Clock

NEGATIVE = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""Makes click read `-5h` as a length of time, not as an option or as `-h`."""


@click.group(cls=Group)
def command() -> None:
    """Show the emulator's time, and move it forward or back.

    Example: marketplace-emulator clock advance 5h
    """


def _show(shown: Clock, *, as_json: bool) -> None:
    if as_json:
        show_json(shown)
    else:
        click.echo(f"{shown['now']} {shown['mode']}, {_compared(round(shown['offset']))} this machine's clock")


def _compared(offset: int) -> str:
    """Say by how much a clock is ahead or behind, in its two largest units."""
    if not offset:
        return "equal to"
    left, parts = abs(offset), []
    for unit, seconds in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, left = divmod(left, seconds)
        parts += [f"{count}{unit}"] if count else []
    return f"{' '.join(parts[:2])} {'ahead of' if offset > 0 else 'behind'}"


@command.command()
@as_json
@steers
def show(emulator: Remote, as_json: bool) -> None:
    """Show the time.

    Example: marketplace-emulator clock show
    """
    _show(emulator.clock.show(), as_json=as_json)


@command.command(context_settings=NEGATIVE)
@click.argument("by", metavar="LENGTH")
@as_json
@steers
def advance(emulator: Remote, by: str, as_json: bool) -> None:
    """Move the time forward by 5h or 90s, or back by -10m.

    Example: marketplace-emulator clock advance 5h
    """
    _show(emulator.clock.advance(by), as_json=as_json)


@command.command("set")
@click.argument("to", metavar="TIME")
@click.option("--frozen", is_flag=True, help="Stop the clock at this time.")
@as_json
@steers
def set_clock(emulator: Remote, to: str, frozen: bool, as_json: bool) -> None:
    """Set the time, in ISO 8601 or as now+4h.

    `now` is the emulator's time. To go back to that of this machine, give its seconds: $(date +%s).

    Example: marketplace-emulator clock set 2026-01-01T00:00:00Z --frozen
    """
    _show(emulator.clock.set(to, frozen=frozen or None), as_json=as_json)


@command.command()
@as_json
@steers
def freeze(emulator: Remote, as_json: bool) -> None:
    """Stop the clock.

    Example: marketplace-emulator clock freeze
    """
    _show(emulator.clock.freeze(), as_json=as_json)


@command.command()
@as_json
@steers
def resume(emulator: Remote, as_json: bool) -> None:
    """Start a stopped clock again, from the time at which it stands.

    Example: marketplace-emulator clock resume
    """
    _show(emulator.clock.resume(), as_json=as_json)
