"""A wait that the event loop keeps for a request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from marketplace_emulator.wait import Wait


class Pause:
    """Calls `then` once, when the wait is over, unless it is cancelled before."""

    def __init__(self, wait: Wait, then: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        self._then: Callable[[], None] | None = then
        self._timer = loop.call_later(wait.seconds, self._end)
        if wait.sooner is not None:
            wait.sooner.add_done_callback(lambda _: loop.call_soon_threadsafe(self._end))

    def _end(self) -> None:
        then = self._then
        if then is not None:
            self.cancel()
            then()

    def cancel(self) -> None:
        """Call nothing any more."""
        self._then = None
        self._timer.cancel()
