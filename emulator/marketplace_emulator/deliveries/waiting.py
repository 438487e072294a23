"""Wait until what is due has been delivered or has failed."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from concurrent.futures import Future

from marketplace_emulator.deliveries import lanes
from marketplace_emulator.deliveries.attempt import subscription_of_this_thread
from marketplace_emulator.store import delivery_queue
from marketplace_emulator.wait import Wait
from marketplace_emulator.world import World

LOOK_SECONDS = 0.05
"""How often a wait looks at what other processes have sent."""
ATTEMPTS = 20
"""A wait is for the first attempts of a delivery: a queue that is not there gets a hundred thousand, over weeks."""

Waiting = Generator[Wait, bool | None, bool]
"""A wait that is sent True if its client has left, and returns whether it came to its end."""


class Patience:
    """The subscriptions that one call waits for: each until an attempt gets no answer in time.

    A call waits for no subscription that makes no progress for longer than an answer may take: the process that sends
    to it may have ended. A function that makes the call is not waited for: it ends after the call.
    """

    def __init__(self, world: World) -> None:
        self._world, self._began = world, time.monotonic()
        own = subscription_of_this_thread()
        self._given_up: set[str] = set() if own is None else {own}

    def awaited(self) -> Sequence[str]:
        """Return the ids of the subscriptions that are waited for. Ask within a transaction."""
        deliverer = self._world.deliverer
        if deliverer is None:
            return ()
        found = [each.subscription_id for each in lanes.all_of(self._world)]
        late = {each for each, at in [*deliverer.timeouts.items()] if at >= self._began}
        return [each for each in found if each not in late and each not in self._given_up]

    def until_sent(self) -> Waiting:
        """Wait until everything that is due now, by the emulator's clock, has been sent."""
        world = self._world
        progress, since = None, time.monotonic()
        while world.deliverer is not None:
            turned: Future[None] = world.deliverer.turned()
            with world.transaction():
                left = [each for each in self.awaited() if self._is_under_way(each)]
                last = world.store.row(delivery_queue.LAST_ATTEMPT)
            if not left:
                return True
            if last is not None and last[0] != progress:
                progress, since = last[0], time.monotonic()
            if time.monotonic() - since > world.answer_seconds + 2:
                self._given_up.update(left)
            if (yield Wait(LOOK_SECONDS, turned)):
                return False
        return True

    def _is_under_way(self, subscription_id: str) -> bool:
        world = self._world
        given = {"subscription_id": subscription_id, "now": world.clock.now(), "fewer": ATTEMPTS}
        return world.store.row(delivery_queue.IS_UNDER_WAY, **given) is not None

    def next_attempt(self) -> float | None:
        """Return when the next attempt is due after now. Ask within a transaction."""
        world = self._world
        given = {"after": world.clock.now(), "fewer": ATTEMPTS}
        rows = [world.store.row(delivery_queue.EARLIEST, subscription_id=each, **given) for each in self.awaited()]
        return min((row[0] for row in rows if row is not None), default=None)
