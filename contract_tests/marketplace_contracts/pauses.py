"""How long the kit waits where the waiting itself is the point; tests shorten it."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Pauses:
    """Seconds. They are no options of the command line: a seller never needs others."""

    second: float = 1.1
    """Databases often keep times to the second: a time written anew within one second cannot be told from one that was kept."""
    latest: float = 3.0
    """A buyer who was told of success may be stored this much later, by a worker. The kit waits in vain once, and never again."""
    look: float = 0.05
    """Between two looks at what is stored, or at a port."""
    shrink: float = 10.0
    """How long a smaller example is looked for, once one has broken a contract."""
    shrink_order: float = 15.0
    """The same, for a shorter order of events."""
    start: float = 30.0
    """A subject that the kit starts is ready by then."""
    reach: float = 5.0
    """A subject that runs already answers by then."""
    grace: float = 1.0
    """A connection may fail once although the subject lives: it is dead if it does not answer by then."""
    shutdown: float = 3.0
    """An ASGI application ends its lifespan by then."""
    stop: float = 5.0
    """A process ends by then once it has been asked to; then it is killed."""

    def until_next_second(self) -> None:
        """Sleep into the next second of the clock, though never longer than a `second`."""
        time.sleep(min(self.second, 1.01 - time.time() % 1))
