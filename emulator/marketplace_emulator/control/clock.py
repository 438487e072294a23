"""The emulator's clock, shown and moved."""

from __future__ import annotations

from typing import Literal, TypedDict

import msgspec

from marketplace_emulator import duration
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import route
from marketplace_emulator.world import World


class Clock(TypedDict):
    """The emulator's time, and how many seconds it is ahead of the machine's."""

    now: str
    mode: Literal["running", "frozen"]
    offset: float


class Advance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By how much: 5h, 90s, -10m, or seconds."""

    by: str | float


class Setting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To when: ISO 8601, now+4h, or epoch seconds; `frozen` stops it there."""

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
    """Set the time, stop it, or let it run on."""
    if body.now is None and body.frozen is None:
        raise Problem(422, "there is nothing to set; give now, frozen or both")
    moved = world.clock
    if body.frozen is not None:  # first, so that a clock that is set and stopped stands at exactly that time
        moved = moved.frozen() if body.frozen else moved.resumed()
    if body.now is not None:
        with duration.given_as("now"):
            moved = moved.moved_to(duration.moment(body.now, moved.now()))
    world.set_clock(moved)
    return show_clock(world)


@route("POST", "/clock/advance")
def advance_clock(world: World, body: Advance) -> Clock:
    """Move the time forward, or back by a negative length."""
    with duration.given_as("by"):
        world.set_clock(world.clock.advanced(duration.seconds(body.by)))
    return show_clock(world)


@route("POST", "/clock/freeze")
def freeze_clock(world: World) -> Clock:
    """Stop the time where it is."""
    world.set_clock(world.clock.frozen())
    return show_clock(world)


@route("POST", "/clock/resume")
def resume_clock(world: World) -> Clock:
    """Let the time run on from where it is."""
    world.set_clock(world.clock.resumed())
    return show_clock(world)
