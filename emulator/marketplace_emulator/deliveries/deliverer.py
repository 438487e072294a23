"""The deliverer of a process: a thread that sends what is due, and exists only while there are subscriptions."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING

from marketplace_emulator.store.problems import Unavailable
from marketplace_emulator.world import World

if TYPE_CHECKING:
    from marketplace_emulator.deliveries.turn import Turn

END_SECONDS = 1.0
"""How long a deliverer that stops waits for the attempts under way; what is left is sent again at the next start."""
log = logging.getLogger("marketplace_emulator")


class Deliverer:
    """Sends a world's deliveries. `timeouts` has when an attempt of a subscription last got no answer in time."""

    def __init__(self, world: World) -> None:
        self.timeouts: dict[str, float] = {}
        self._world = world
        self._woken, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._awaited: list[Future[None]] = []
        world.deliverer = self
        if world.subscribed:
            self.wake()

    def wake(self) -> None:
        """Look soon at what is due; start the thread if there is none."""
        self._woken.set()
        if not self._is_running() and self._world.subscribed:
            with self._lock:
                if not self._is_running() and not self._stopping:
                    self._thread = threading.Thread(target=self._run, name="deliverer", daemon=True)
                    self._thread.start()

    def _is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()  # it is not, in a process that was forked

    def turned(self) -> Future[None]:
        """Return what is done when the deliverer has written down outcomes the next time."""
        found = Future[None]()
        with self._lock:
            if self._thread is not None:  # otherwise nobody would ever take it from the list
                self._awaited.append(found)
        return found

    def stop(self) -> None:
        """Stop; deliveries under way are given back."""
        with self._lock:
            self._stopping = True
            thread = self._thread
        if thread is not None:
            self._woken.set()
            thread.join()

    def _run(self) -> None:
        # What sending needs is imported now, not when `serve` starts.
        from marketplace_emulator.deliveries.turn import Turn

        turn = Turn(self._world, self._woken.set, self.timeouts)
        while True:
            if self._stopping:
                self._end(turn)
                return
            self._woken.clear()
            self._woken.wait(self._take(turn))
            with self._lock:
                if not (self._world.subscribed or turn.under_way or self._woken.is_set() or self._stopping):
                    self._thread = None
                    turn.close()
                    return

    def _take(self, turn: Turn) -> float | None:
        """Take a turn; return the seconds to wait before the next."""
        try:
            return turn.take()
        except Unavailable as unavailable:
            log.error("events are not delivered now: %s", unavailable)
        except Exception:
            log.exception("events are not delivered now; this is a bug in the emulator, please report it")
        finally:
            with self._lock:
                awaited, self._awaited = self._awaited, []
            for each in awaited:
                if not each.done():
                    each.set_result(None)
        return 1.0

    def _end(self, turn: Turn) -> None:
        end = time.monotonic() + END_SECONDS
        while len(turn.made) < len(turn.under_way) and time.monotonic() < end:
            self._woken.clear()
            self._woken.wait(0.05)
        try:
            turn.end()
        except Exception as problem:  # the next start finds them too, two seconds later
            log.warning("deliveries under way were not given back: %s", problem)
