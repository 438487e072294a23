"""Move the clock to another time by way of each moment at which something is due, as time itself would.

At each moment its steps are taken, its events are sent, and only then the clock moves on. So a seller whom AWS tells about the
end of an agreement can still meter the final hour, although the clock is moved by a year.
"""

from __future__ import annotations

from marketplace_emulator.clock import Clock
from marketplace_emulator.deliveries.waiting import Patience, Waiting
from marketplace_emulator.world import World


def walk(world: World, goal: Clock) -> Waiting:
    """Move the clock to `goal`, and wait until all that became due on the way has been delivered or has failed.

    Without subscriptions the clock moves at once. Moving back repeats nothing. If somebody moves the clock back meanwhile, such
    as by a reset, it stays there.
    """
    patience = Patience(world)
    with world.transaction():  # which settles what is due now
        reached = world.clock.now()
        walks = goes_on = world.subscribed and goal.now() > reached
    while goes_on:
        if not (yield from patience.until_sent()):
            break
        with world.transaction():
            if world.clock.now() < reached:
                break
            moment = _next(world, patience)
            goes_on = moment is not None and moment <= goal.now()
            if goes_on and moment is not None and moment > world.clock.now():
                world.set_clock(_at(goal, moment))
            reached = world.clock.now()
            _settle(world)
    with world.transaction():
        now = world.clock.now()
        # Otherwise somebody, such as a function that got a message, moved it on, or back.
        if now >= reached and (not walks or now < goal.now()):
            world.set_clock(goal)
        _settle(world)
    return (yield from patience.until_sent())


def put(world: World, clock: Clock) -> None:
    """Set the clock within a transaction, and settle what is due. Wait for nothing."""
    world.set_clock(clock)
    _settle(world)


def _settle(world: World) -> None:
    if world.due_at <= world.clock.now():
        world.settle()
    world.to_deliver |= world.subscribed


def _at(goal: Clock, moment: float) -> Clock:
    # Not rounded, as a clock that a user stops is: a moment earlier, nothing would be due.
    return Clock(frozen_at=moment) if goal.frozen_at is not None else goal.moved_to(moment)


def _next(world: World, patience: Patience) -> float | None:
    found = [at for at in (world.due_at, patience.next_attempt()) if at is not None]
    return min(found) if found else None
