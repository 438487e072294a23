"""The emulator's time: it runs or is frozen, and can be set and advanced; all code takes the time from it."""

from __future__ import annotations

import time
from typing import Any, Literal

import msgspec

from marketplace_emulator import duration


class Clock(msgspec.Struct, frozen=True):
    """A clock that is `offset` seconds ahead of the machine's, or frozen at `frozen_at` (epoch seconds)."""

    offset: float = 0.0
    frozen_at: float | None = None

    def now(self) -> float:
        """Return the emulator's time in epoch seconds."""
        return min(time.time() + self.offset, duration.LATEST) if self.frozen_at is None else self.frozen_at

    def ahead(self) -> float:
        """Return how many seconds the clock is ahead of the machine's clock."""
        return self.offset if self.frozen_at is None else self.frozen_at - time.time()

    @property
    def mode(self) -> Literal["running", "frozen"]:
        return "running" if self.frozen_at is None else "frozen"

    def frozen(self) -> Clock:
        """Stop at the current time, rounded to a millisecond, so that the time shown is exact."""
        return msgspec.structs.replace(self, frozen_at=round(self.now(), 3))

    def resumed(self) -> Clock:
        """Run on from the current time."""
        return self if self.frozen_at is None else Clock(offset=self.frozen_at - time.time())

    def moved_to(self, moment: float) -> Clock:
        """Set the clock to a moment and leave it running or frozen; raise BadTime outside the years 1970 to 9999."""
        if not 0 <= moment <= duration.LATEST:
            raise duration.BadTime("the clock cannot leave the years 1970 to 9999; move it by less")
        if self.frozen_at is not None:
            return Clock(frozen_at=round(moment, 3))
        return Clock(offset=moment - time.time())

    def advanced(self, seconds: float) -> Clock:
        """Move the clock forward, or back if `seconds` is negative."""
        return self.moved_to(self.now() + seconds)

    def saved(self) -> dict[str, Any]:
        """Return the members that the store keeps."""
        return {"offset": self.offset, "frozen_at": self.frozen_at}
