"""One turn of the deliverer: in one transaction it writes down what was sent, and takes what is to be sent next."""

from __future__ import annotations

import dataclasses
import itertools
import logging
import math
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import msgspec

from marketplace_emulator.deliveries import http_client, lanes
from marketplace_emulator.deliveries.attempt import Attempt
from marketplace_emulator.deliveries.lanes import Lane
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.deliveries.outcome import Outcome
from marketplace_emulator.deliveries.workers import Workers
from marketplace_emulator.events import rendering
from marketplace_emulator.faults.message_fault import Altered
from marketplace_emulator.sns.signer import Signer
from marketplace_emulator.store import Row, delivery_queue, senders
from marketplace_emulator.world import World

BEAT_SECONDS = 0.3
"""How often a process that sends says that it is alive."""
DEAD_SECONDS = 1.4
"""A process that has not said so for longer is dead, and what it was sending is sent by another."""
LOOK_SECONDS = 0.5
"""How often a process looks whether another, with which it shares a file, has died or left something to send."""
LONGEST_SECONDS = 3600.0
"""How long to wait at most for what is due: no thread can wait until the year 9999."""
LATE_SECONDS = 1.0
"""How long after its time an attempt is given up that does not end by itself, such as a function that hangs."""
log = logging.getLogger("marketplace_emulator")
_ALTERED = msgspec.json.Decoder(Altered).decode


class Turn:
    """Takes the turns of a deliverer, and has the threads that make the attempts; `wake` asks for another turn."""

    def __init__(self, world: World, wake: Callable[[], None], timeouts: dict[str, float]) -> None:
        self.workers = Workers()
        self.under_way: dict[str, Attempt] = {}
        """The attempts that were begun and have no outcome in the store yet, each under its sender."""
        self.made: deque[tuple[Attempt, Outcome, float]] = deque()
        self._world, self._wake, self._timeouts = world, wake, timeouts
        self._process = uuid.uuid4().hex[:12]
        self._numbers = itertools.count(1)

    def take(self) -> float | None:
        """Take a turn; return in how many seconds something is due, or None if nothing is."""
        world, made = self._world, [*self.made]
        late = [*self._late({attempt.sender for attempt, _, _ in made})]
        with world.transaction():
            self._keep([*made, *late])
            ended = {attempt.sender for attempt, _, _ in (*made, *late)}
            self._give_back_of_the_dead(self.under_way.keys() - ended)
            every, now = lanes.all_of(world), world.clock.now()
            begun = [attempt for lane in every for attempt in self._begin(lane, now)]
            if begun or len(self.under_way) > len(ended):
                self._beat()
            due_in = self._due_in(every, now)
        for _ in made:
            self.made.popleft()
        for attempt, outcome, _ in (*made, *late):
            self.under_way.pop(attempt.sender, None)
            if outcome.timed_out:
                self._timeouts[attempt.lane.subscription_id] = time.monotonic()
        for attempt in begun:
            self.under_way[attempt.sender] = attempt
            self.workers.run(partial(attempt.make, world.answer_seconds, self._end_of))
        return min((each for each in (due_in, self._late_in(), self._look_in()) if each is not None), default=None)

    def _end_of(self, attempt: Attempt, outcome: Outcome, seconds: float) -> None:
        self.made.append((attempt, outcome, seconds))
        self._wake()

    def end(self) -> None:
        """Write down what was sent, and give back what was not."""
        world = self._world
        self.close()
        with world.transaction():
            self._keep(self.made)
            for sender in self.under_way:
                world.store.run(delivery_queue.GIVE_BACK, by=sender)
            world.store.run(senders.LEAVE, of_sender=self._process)

    def close(self) -> None:
        """Let the threads end, and close the connections that wait for a next request."""
        self.workers.stop()
        http_client.CONNECTIONS.close()

    def _keep(self, made: Iterable[tuple[Attempt, Outcome, float]]) -> None:
        for attempt, outcome, seconds in made:
            if attempt.sender in self.under_way:  # otherwise it was given up
                attempt.keep(self._world, outcome, seconds)

    def _late(self, ended: set[str]) -> Iterator[tuple[Attempt, Outcome, float]]:
        """Yield the attempts that should have ended by themselves long ago."""
        limit = self._world.answer_seconds
        for attempt in self.under_way.values():
            took = time.monotonic() - attempt.started
            if took > limit + LATE_SECONDS and attempt.sender not in ended:
                yield attempt, Outcome("again", f"no answer within {limit:g} s", timed_out=True), took

    def _late_in(self) -> float | None:
        started = min((each.started for each in self.under_way.values()), default=None)
        if started is None:
            return None
        return max(0.0, started + self._world.answer_seconds + LATE_SECONDS - time.monotonic()) + 0.01

    def _beat(self) -> None:
        """Say that this process is alive, in the transaction that begins its attempts."""
        if not self._world.store.in_memory:
            self._world.store.run(senders.SEEN, sender=self._process, seen_at=time.time())

    def _give_back_of_the_dead(self, mine: set[str]) -> None:
        """Give back what nobody sends any more, so that it is sent again."""
        store, now = self._world.store, time.time()
        others = {row[0] for row in store.rows(delivery_queue.SENDERS)} - mine
        if not others:
            return
        alive = {row[0] for row in store.rows(senders.ALIVE, after=now - DEAD_SECONDS)} - {self._process}
        for each in others:
            if each.partition("/")[0] not in alive:  # a process that ended, or one of mine of before a snapshot
                store.run(delivery_queue.GIVE_BACK, by=each)
        store.run(senders.GONE, before=now - DEAD_SECONDS)

    def _look_in(self) -> float | None:
        if self._world.store.in_memory:
            return None
        return BEAT_SECONDS if self.under_way else LOOK_SECONDS

    def _begin(self, lane: Lane, now: float) -> Iterator[Attempt]:
        """Take the deliveries of a lane that can be sent now."""
        store = self._world.store
        sending = store.row(delivery_queue.SENDING, subscription_id=lane.subscription_id)
        assert sending is not None, "a count has a row"
        free = lanes.AT_ONCE - sending[0]
        if free <= 0:
            return
        for row in store.rows(delivery_queue.DUE, subscription_id=lane.subscription_id, now=now, most=free):
            sender = f"{self._process}/{next(self._numbers)}"
            store.run(delivery_queue.SEND, of=row["position"], by=sender)
            attempt = Attempt(
                row["position"],
                sender,
                lane,
                self._message(dict(row), lane),
                row["attempts"] + 1,
                now,
                time.monotonic(),
            )
            try:
                body = rendering.body(self._world, {**dict(row), "position": row["event"]})
            except Exception:
                log.exception("the event %s cannot be written; this is a bug, please report it", row["event_id"])
                attempt.keep(self._world, Outcome("lost", "cannot be written"), 0.0)
                continue
            altered = _ALTERED(row["altered"] or "{}")
            if altered.type is not None:
                body = rendering.with_type(body, row["channel"], altered.type)
            message = msgspec.structs.replace(attempt.message, body=body, proven=altered.proven)
            yield dataclasses.replace(attempt, message=message)

    def _message(self, event: Row, lane: Lane) -> Message:
        world = self._world
        return Message(
            event_id=event["event_id"],
            type=event["type"],
            channel=event["channel"],
            product_code=event["product_code"],
            account=event["seller_account"] or world.seller,
            at=event["at"],
            body="",
            subscription_id=lane.subscription_id,
            signing=self._signer,
            version=world.readings["sns_signature_version"],  # type: ignore[arg-type]
            allowed=world.allowed_targets,
            attempt=event["attempts"] + 1,
        )

    def _signer(self) -> Signer:
        with self._world.transaction():
            return self._world.sns_signer()

    def _due_in(self, every: Iterable[Lane], now: float) -> float | None:
        """Return in how many seconds of a running clock the next step, event or attempt is due."""
        world = self._world
        if world.clock.frozen_at is not None:
            return None
        due: list[Any] = [world.due_at]
        for lane in every:
            given: dict[str, Any] = {"subscription_id": lane.subscription_id, "after": now, "fewer": 2**53}
            found = world.store.row(delivery_queue.EARLIEST, **given)
            due += [found[0]] if found is not None else []
        return min(max(0.0, min(due) - now) + 0.001, LONGEST_SECONDS) if min(due) < math.inf else None
