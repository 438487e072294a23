"""The emulator's clock: show and change it."""

from __future__ import annotations

from typing import Literal, TypedDict

import msgspec

from marketplace_emulator import duration
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import route
from marketplace_emulator.world import World


class Clock(TypedDict):
    """The emulator's time, and the seconds by which it is ahead of the machine's clock."""

    now: str
    mode: Literal["running", "frozen"]
    offset: float


class Advance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far to move the clock: 5h, 90s, -10m, or seconds."""

    by: str | float


class Setting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The new time: ISO 8601, now+4h, or epoch seconds. `frozen` stops the clock or lets it run."""

    now: str | float | None = None
    frozen: bool | None = None


@route("GET", "/clock")
def show_clock(world: World) -> Clock:
    """Show the emulator's time."""
    clock = world.clock
    offset = round(clock.ahead(), 3) or 0.0  # not -0.0
    return Clock(now=duration.iso(clock.now()), mode=clock.mode, offset=offset)


@route("PUT", "/clock")
def set_clock(world: World, body: Setting) -> Clock:
    """Set the time, stop the clock, or let it run."""
    if body.now is None and body.frozen is None:
        raise Problem(422, "nothing to set; give now, frozen or both")
    moved = world.clock
    if body.frozen is not None:  # first, so that a clock that is set and stopped shows exactly the given time
        moved = moved.frozen() if body.frozen else moved.resumed()
    if body.now is not None:
        with duration.given_as("now"):
            moved = moved.moved_to(duration.moment(body.now, moved.now()))
    world.set_clock(moved)
    return show_clock(world)


@route("POST", "/clock/advance")
def advance_clock(world: World, body: Advance) -> Clock:
    """Move the clock forward, or back if `by` is negative."""
    with duration.given_as("by"):
        world.set_clock(world.clock.advanced(duration.seconds(body.by)))
    return show_clock(world)


@route("POST", "/clock/freeze")
def freeze_clock(world: World) -> Clock:
    """Stop the clock."""
    world.set_clock(world.clock.frozen())
    return show_clock(world)


@route("POST", "/clock/resume")
def resume_clock(world: World) -> Clock:
    """Start a stopped clock again."""
    world.set_clock(world.clock.resumed())
    return show_clock(world)
