"""The emulator's time: it runs, or stands still, and is moved by hand; everything that has a time asks it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any, Literal

from marketplace_emulator import duration


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock `offset` seconds away from the machine's, or standing at `frozen_at` (epoch seconds)."""

    offset: float = 0.0
    frozen_at: float | None = None

    def now(self) -> float:
        """Tell the emulator's time in epoch seconds."""
        return min(time.time() + self.offset, duration.LATEST) if self.frozen_at is None else self.frozen_at

    def ahead(self) -> float:
        """Tell by how many seconds it is ahead of the machine's clock."""
        return self.offset if self.frozen_at is None else self.frozen_at - time.time()

    @property
    def mode(self) -> Literal["running", "frozen"]:
        """Say whether time passes."""
        return "running" if self.frozen_at is None else "frozen"

    def frozen(self) -> Clock:
        """Stop it where it is, at a whole millisecond, so that what is shown is what it is."""
        return replace(self, frozen_at=round(self.now(), 3))

    def resumed(self) -> Clock:
        """Let it run on from where it is."""
        return self if self.frozen_at is None else Clock(offset=self.frozen_at - time.time())

    def moved_to(self, moment: float) -> Clock:
        """Set it to a moment, running or frozen as it was; raise BadTime beyond the years 1970 to 9999."""
        if not 0 <= moment <= duration.LATEST:
            raise duration.BadTime("the clock cannot leave the years 1970 to 9999; move it by less")
        if self.frozen_at is not None:
            return Clock(frozen_at=round(moment, 3))
        return Clock(offset=moment - time.time())

    def advanced(self, seconds: float) -> Clock:
        """Move it forward, or back where `seconds` is negative."""
        return self.moved_to(self.now() + seconds)

    def saved(self) -> dict[str, Any]:
        """Give what has to be kept of it."""
        return {"offset": self.offset, "frozen_at": self.frozen_at}
