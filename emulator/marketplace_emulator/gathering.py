"""Calls that wait for each other at a fault rule: each waits until enough of them have come."""

from __future__ import annotations

import time
from collections.abc import Generator
from concurrent.futures import Future

from marketplace_emulator.store import Store, gathered
from marketplace_emulator.wait import Wait

LOOK_SECONDS = 0.02
"""How often a waiting call looks whether its rule was removed, or another process on the same file has let it go."""

Holding = Generator[Wait, bool | None, None]
"""A call that waits: it yields waits, and is sent True if its client has left."""


class Gathering:
    """The calls that wait in this process, each under its request id. The store has those of all processes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: dict[str, Future[None]] = {}

    def hold(self, request_id: str, fault_id: str, calls: int, at_most: float) -> Holding:
        """Wait until this many `calls` are here, then go on together; go on alone after `at_most` seconds, in real time.

        A call that leaves alone, or whose client leaves, no longer counts.
        """
        end = time.monotonic() + at_most
        if self._complete(request_id, fault_id, calls, at_most):
            yield Wait(0)  # in the same turn of an event loop as the calls that waited
            return
        try:
            left, gone = at_most, None
            while left > 0 and not gone:
                self._waiting[request_id] = sooner = Future[None]()
                if not self._here(request_id, fault_id):
                    break
                gone = yield Wait(min(left, LOOK_SECONDS), sooner)
                left = end - time.monotonic()
        finally:
            self._waiting.pop(request_id, None)
        with self._store.transaction():
            self._store.run(gathered.LEAVE, request_id=request_id)

    def waiting(self, fault_id: str) -> int:
        """Return how many calls of all processes wait at a rule."""
        with self._store.transaction():
            gathered.make(self._store)
            return len(self._store.rows(gathered.HERE, fault_id=fault_id, now=time.time()))

    def _complete(self, request_id: str, fault_id: str, calls: int, at_most: float) -> bool:
        """Come; let all go and return True if this call is the last that was waited for."""
        store, now = self._store, time.time()
        with store.transaction():
            gathered.make(store)
            here = [row["request_id"] for row in store.rows(gathered.HERE, fault_id=fault_id, now=now)]
            if len(here) + 1 < calls:
                store.run(gathered.COME, request_id=request_id, fault_id=fault_id, leaves_at=now + at_most)
                return False
            store.run(gathered.OPEN, id=fault_id)
            store.run(gathered.GO, fault_id=fault_id)
        for each in here:
            if each in self._waiting and not self._waiting[each].done():
                self._waiting[each].set_result(None)
        return True

    def _here(self, request_id: str, fault_id: str) -> bool:
        """Say whether a call is still held: neither let go, nor is its rule removed."""
        with self._store.transaction():
            return self._store.row(gathered.IS_HERE, request_id=request_id, fault_id=fault_id) is not None
