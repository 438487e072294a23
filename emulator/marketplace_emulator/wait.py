"""One wait of a request in progress; an event loop and a thread can both keep it."""

from __future__ import annotations

import math
import time
from concurrent import futures
from typing import NamedTuple


class Wait(NamedTuple):
    """A wait of this many seconds, which ends earlier when `sooner` is done."""

    seconds: float
    sooner: futures.Future[None] | None = None

    def sleep(self, patience: float = math.inf) -> bool:
        """Wait on this thread, for at most `patience` seconds; return whether the wait ended within them."""
        seconds = max(0.0, min(self.seconds, patience))
        if self.sooner is None:
            time.sleep(seconds)
        elif futures.wait([self.sooner], seconds).done:
            return True
        return self.seconds <= patience
