"""What is due by the clock: steps of agreements and events, settled in order, each at its own time."""

from __future__ import annotations

import logging

from marketplace_emulator import agreements
from marketplace_emulator.duration import BadTime
from marketplace_emulator.events import outbox
from marketplace_emulator.store import Row, agenda, taken_steps
from marketplace_emulator.store.problems import Conflict, NotThere
from marketplace_emulator.world import World

log = logging.getLogger("marketplace_emulator")


def settle(world: World) -> None:
    """Take the steps and emit the events that are due, in the order of their times."""
    now = world.clock.now()
    while (due := agenda.take(world.store, now)) is not None:
        outbox.emit(world, due["due_at"])
        _step(world, due)
    outbox.emit(world, now)
    world.look_ahead()


def _step(world: World, due: Row) -> None:
    try:
        agreements.take(world, due["step"], due["agreement_id"], due["fields"], at=due["due_at"])
    except (Conflict, NotThere, BadTime, ValueError) as problem:
        log.warning("the step %s of the agenda was not taken: %s", due["step"], problem)
        if due["agreement_id"] is not None:
            row = taken_steps.row(due["agreement_id"], due["due_at"], due["step"], due["fields"], str(problem))
            world.store.run(taken_steps.ADD, **row)
