"""The emulator's clock: show and change it."""

from __future__ import annotations

from typing import Literal, TypedDict

import msgspec

from marketplace_emulator import clock, duration
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import Waits, route
from marketplace_emulator.deliveries import clock_walk
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
    shown = world.clock
    offset = round(shown.ahead(), 3) or 0.0  # not -0.0
    return Clock(now=duration.iso(shown.now()), mode=shown.mode, offset=offset)


@route("PUT", "/clock", in_transaction=False)
def set_clock(world: World, body: Setting) -> Waits[Clock]:
    """Set the time, stop the clock, or let it run. Set forward, it moves as `advance` moves it."""
    if body.now is None and body.frozen is None:
        raise Problem(422, "nothing to set; give now, frozen or both")
    moved = _now(world)
    if body.frozen is not None:  # first, so that a clock that is set and stopped shows exactly the given time
        moved = moved.frozen() if body.frozen else moved.resumed()
    if body.now is not None:
        with duration.given_as("now"):
            moved = moved.moved_to(duration.moment(body.now, moved.now()))
    return _moved(world, moved)


@route("POST", "/clock/advance", in_transaction=False)
def advance_clock(world: World, body: Advance) -> Waits[Clock]:
    """Move the clock forward, or back if `by` is negative.

    What becomes due happens one after another, and its events are delivered before the clock moves on.
    """
    with duration.given_as("by"):
        moved = _now(world).advanced(duration.seconds(body.by))
    return _moved(world, moved)


@route("POST", "/clock/freeze")
def freeze_clock(world: World) -> Clock:
    """Stop the clock at once, whatever is being delivered."""
    clock_walk.put(world, world.clock.frozen())
    return show_clock(world)


@route("POST", "/clock/resume")
def resume_clock(world: World) -> Clock:
    """Start a stopped clock again."""
    clock_walk.put(world, world.clock.resumed())
    return show_clock(world)


def _now(world: World) -> clock.Clock:
    with world.transaction():
        return world.clock


def _moved(world: World, goal: clock.Clock) -> Waits[Clock]:
    yield from clock_walk.walk(world, goal)
    with world.transaction():
        return show_clock(world)
