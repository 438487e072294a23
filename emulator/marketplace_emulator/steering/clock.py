"""The emulator's clock, steered from Python."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Length, Steers, Time

if TYPE_CHECKING:
    from marketplace_emulator.control.clock import Clock


class SteersClock(Steers):
    """Holds the clock."""

    @property
    def clock(self) -> SteeredClock:
        """The emulator's clock."""
        return SteeredClock(self)


class SteeredClock:
    """The emulator's clock; what moves it gives the time, the mode and the offset as they are then."""

    def __init__(self, steering: Steers) -> None:
        self._steering = steering

    def now(self) -> datetime:
        """Tell the emulator's time."""
        return datetime.fromisoformat(self.show()["now"])

    def show(self) -> Clock:
        """Tell the time, whether it runs, and the seconds that it is ahead of this machine's."""
        return self._moved("GET", "/clock")

    def advance(self, by: Length) -> Clock:
        """Move it forward, by `5h` or by seconds; back where negative."""
        return self._moved("POST", "/clock/advance", {"by": by})

    def set(self, to: Time, *, frozen: bool | None = None) -> Clock:
        """Set it; `frozen` stops it there, or lets it run on."""
        return self._moved("PUT", "/clock", {"now": to, "frozen": frozen})

    def freeze(self) -> Clock:
        """Stop it where it is."""
        return self._moved("POST", "/clock/freeze")

    def resume(self) -> Clock:
        """Let it run on."""
        return self._moved("POST", "/clock/resume")

    def _moved(self, method: str, path: str, body: object = None) -> Clock:
        clock: Clock = self._steering.request(method, path, body)
        return clock
