"""What is due by the clock: steps of agreements and events, settled in order, each at its own time."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence

import msgspec

from marketplace_emulator import agreements
from marketplace_emulator.agreements import expire, following, renew
from marketplace_emulator.agreements.change import Change
from marketplace_emulator.duration import BadTime
from marketplace_emulator.events import outbox
from marketplace_emulator.store import Row, agenda, taken_steps
from marketplace_emulator.store.agreements import found
from marketplace_emulator.store.problems import Conflict, NotThere, Unavailable
from marketplace_emulator.world import World

TOGETHER = 1000
"""The most agreements that take a step together."""
_ALL: Mapping[str, Callable[[World, Sequence[tuple[Row, float]]], Sequence[Change]]] = {
    "renew": renew.take_all,
    "expire": expire.take_all,
}
"""The steps that agreements take by themselves together, with the same result as one after another."""
log = logging.getLogger("marketplace_emulator")


def settle(world: World) -> None:
    """Take the steps and emit the events that are due, in the order of their times.

    A step never withdraws an event of an earlier time, so all are emitted at the end.
    """
    now = world.clock.now()
    take(world, now)
    outbox.emit(world, now)
    world.look_ahead()


def take(world: World, until: float) -> None:
    """Take the steps that are due until a time, in the order of their times."""
    while first := agenda.due(world.store, until, 1):
        due = _alike(world, until) if first[0]["by_itself"] and first[0]["step"] in _ALL else first
        agenda.remove(world.store, due)
        if len(due) == 1 or not _together(world, due):
            for each in due:
                _step(world, each)


def _alike(world: World, until: float) -> Sequence[Row]:
    """Return the first steps that are due as long as they are alike, up to the end of the first agreement that they make."""
    steps = agenda.due(world.store, until, TOGETHER)
    first, ends = steps[0], math.inf
    known = found(world.store, [each["agreement_id"] for each in steps])
    for number, each in enumerate(steps):
        if not each["by_itself"] or each["step"] != first["step"] or each["due_at"] >= ends:
            return steps[:number]
        if each["step"] == "renew":
            try:
                ends = min(ends, following.next_end(known[each["agreement_id"]], each["due_at"]) or math.inf)
            except BadTime:  # it is refused when its turn comes
                return steps[: number or 1]
    return steps


def _together(world: World, due: Sequence[Row]) -> bool:
    """Let agreements take the same step together, and say whether that could be done."""
    step, known = due[0]["step"], found(world.store, [each["agreement_id"] for each in due])
    try:
        with world.store.transaction().part():
            changes = _ALL[step](world, [(known[each["agreement_id"]], each["due_at"]) for each in due])
            agreements.record(world, step, {}, changes)
    except Unavailable:
        raise
    except Exception:
        log.exception("%d agreements could not take the step %s together", len(due), step)
        return False
    return True


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
        at = due["due_at"]
        row = taken_steps.row(
            due["agreement_id"], at, world.store.transaction().moment_of(at), due["step"], due["fields"], reason
        )
        world.store.run(taken_steps.ADD, **row)
    if due["by_itself"] and due["step"] == "renew":
        _step(world, {**due, "step": "expire"})
