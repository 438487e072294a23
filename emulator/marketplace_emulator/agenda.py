"""What is due by the clock: steps of agreements and events, settled in order, each at its own time."""

from __future__ import annotations

import logging

import msgspec

from marketplace_emulator import agreements
from marketplace_emulator.duration import BadTime
from marketplace_emulator.events import outbox
from marketplace_emulator.store import Row, agenda, taken_steps
from marketplace_emulator.store.problems import Conflict, NotThere, Unavailable
from marketplace_emulator.world import World

log = logging.getLogger("marketplace_emulator")


def settle(world: World) -> None:
    """Take the steps and emit the events that are due, in the order of their times.

    A step never withdraws an event of an earlier time, so all are emitted at the end.
    """
    now = world.clock.now()
    while (due := agenda.take(world.store, now)) is not None:
        _step(world, due)
    outbox.emit(world, now)
    world.look_ahead()


def _step(world: World, due: Row) -> None:
    try:
        with world.store.transaction().part():
            agreements.take(world, due["step"], due["agreement_id"], due["fields"], at=due["due_at"])
    except Unavailable:
        raise
    except (Conflict, NotThere, BadTime, msgspec.ValidationError) as problem:
        _refused(world, due, str(problem))
    except Exception as problem:  # a bug must not stop the emulator: it would raise in each request from now on
        log.exception("the step %s of the agenda failed", due["step"])
        _refused(world, due, f"the emulator failed: {type(problem).__name__}: {problem}")


def _refused(world: World, due: Row, reason: str) -> None:
    log.warning("the step %s of the agenda was not taken: %s", due["step"], reason)
    if due["agreement_id"] is not None:
        row = taken_steps.row(due["agreement_id"], due["due_at"], due["step"], due["fields"], reason)
        world.store.run(taken_steps.ADD, **row)
