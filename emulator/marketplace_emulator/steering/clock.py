"""Python methods for the emulator's clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Length, Steers, Time

if TYPE_CHECKING:
    from marketplace_emulator.control.clock import Clock


class SteersClock(Steers):
    """Has the clock."""

    @property
    def clock(self) -> SteeredClock:
        """The emulator's clock."""
        return SteeredClock(self)


class SteeredClock:
    """The emulator's clock; the methods that change it return the new time, mode and offset."""

    def __init__(self, steering: Steers) -> None:
        self._steering = steering

    def now(self) -> datetime:
        """Return the emulator's time."""
        return datetime.fromisoformat(self.show()["now"])

    def show(self) -> Clock:
        """Return the time, the mode (running or frozen), and the seconds by which it is ahead of the machine's."""
        return self._moved("GET", "/clock")

    def advance(self, by: Length) -> Clock:
        """Move the clock forward, by `5h` or by seconds; back if negative."""
        return self._moved("POST", "/clock/advance", {"by": by})

    def set(self, to: Time, *, frozen: bool | None = None) -> Clock:
        """Set the time; `frozen` stops the clock or lets it run."""
        return self._moved("PUT", "/clock", {"now": to, "frozen": frozen})

    def freeze(self) -> Clock:
        """Stop the clock."""
        return self._moved("POST", "/clock/freeze")

    def resume(self) -> Clock:
        """Start a stopped clock again."""
        return self._moved("POST", "/clock/resume")

    def _moved(self, method: str, path: str, body: object = None) -> Clock:
        clock: Clock = self._steering.request(method, path, body)
        return clock
