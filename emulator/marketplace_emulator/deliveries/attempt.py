"""One attempt to send a delivery, from the moment a process takes it to what became of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from marketplace_emulator.deliveries import retries
from marketplace_emulator.deliveries.lanes import Lane
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.deliveries.outcome import Outcome
from marketplace_emulator.printable import printable_lines
from marketplace_emulator.store import delivery_queue
from marketplace_emulator.world import World

EXCERPT = 1000
"""How many characters of an answer are kept."""


class _Mine(threading.local):
    subscription_id: str | None = None


_mine = _Mine()


def subscription_of_this_thread() -> str | None:
    """Return the subscription to which this thread is sending now: a function that is called may call the emulator."""
    return _mine.subscription_id


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """The `number`-th attempt of a delivery, at a time of the emulator's clock; `started` is by time.monotonic()."""

    delivery: int
    sender: str
    lane: Lane
    message: Message
    number: int
    at: float
    started: float

    def make(self, timeout: float, made: Callable[[Attempt, Outcome, float], None]) -> None:
        """Send the message, and call `made` with what became of it and how many seconds it took."""
        started = time.perf_counter()
        _mine.subscription_id = self.lane.subscription_id
        try:
            outcome = self.lane.kind.send(self.message, self.lane.target, self.lane.settings, timeout)
        except BaseException as bug:  # whatever it is, the delivery must not stay under way for ever
            outcome = Outcome("again", f"raised {type(bug).__name__}", str(bug))
        finally:
            _mine.subscription_id = None
        made(self, outcome, time.perf_counter() - started)

    def keep(self, world: World, outcome: Outcome, seconds: float) -> None:
        """Write down what became of the attempt, unless another process has taken the delivery over."""
        delay = retries.delay(self.lane.kind.RETRIES, self.number) if outcome.became == "again" else None
        ended = world.store.run(
            delivery_queue.END,
            of=self.delivery,
            by=self.sender,
            now_in="lost" if outcome.became == "again" and delay is None else _STATES[outcome.became],
            number=self.number,
            again_at=None if delay is None else world.clock.now() + delay,
        )
        if ended:
            world.store.run(
                delivery_queue.ADD_ATTEMPT,
                delivery=self.delivery,
                number=self.number,
                at=self.at,
                machine_at=time.time() - (time.monotonic() - self.started),
                seconds=seconds,
                outcome=outcome.said,
                answer=None if outcome.answer is None else printable_lines(outcome.answer)[:EXCERPT],
            )


_STATES = {"delivered": "delivered", "again": "waiting", "lost": "lost"}
