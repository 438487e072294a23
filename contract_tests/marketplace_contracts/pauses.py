"""How long the kit waits; tests shorten these times."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Pauses:
    """Seconds. There are no command-line options for them, since a seller never needs other values."""

    second: float = 1.1
    """Databases often store times to the second: within one second a rewritten time looks like one that was kept."""
    latest: float = 3.0
    """A background worker may store a buyer this much later. After one wait in vain the kit stops waiting."""
    look: float = 0.05
    """The time between two looks at what is stored, or at a port."""
    shrink: float = 10.0
    """How long the kit looks for a smaller example once one has broken a contract."""
    shrink_order: float = 15.0
    """The same, for a shorter sequence of events."""
    start: float = 30.0
    """How long a subject that the kit starts may take to be ready."""
    reach: float = 5.0
    """How long a subject that already runs may take to answer."""
    grace: float = 1.0
    """How long the kit tries again after a failed connection before it calls the subject dead."""
    shutdown: float = 3.0
    """How long an ASGI application may take to end its lifespan."""
    gate: float = 0.75
    """How long a gate at AWS waits for a second request before it answers the first alone."""
    race: float = 2.0
    """How long the kit repeats two requests at once to a server that may store between them only sometimes."""
    stop: float = 5.0
    """How long a process may take to end before it is killed."""

    limited: float = 30.0
    """How long a run may wait in all because of a rate limit that says how long."""

    def to_next_second(self) -> float:
        """Return how long it is to the clock's next second, or the one after if it is near; more or less `second`."""
        left = 1.01 - time.time() % 1
        return min(left if left > self.second / 2 else left + 1, 1.5 * self.second)
