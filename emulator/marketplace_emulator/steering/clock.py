"""The emulator's clock, steered from Python."""

from __future__ import annotations

from datetime import datetime

from marketplace_emulator.steering.steers import Steers


class SteersClock(Steers):
    """Holds the clock."""

    @property
    def clock(self) -> Clock:
        """The emulator's clock."""
        return Clock(self)


class Clock:
    """The emulator's clock, read and moved."""

    def __init__(self, steering: Steers) -> None:
        self._steering = steering

    def now(self) -> datetime:
        """Tell the emulator's time."""
        return datetime.fromisoformat(self._steering.request("GET", "/clock")["now"])

    def advance(self, by: str | float) -> None:
        """Move it forward, by `5h` or by seconds; back where negative."""
        self._steering.request("POST", "/clock/advance", {"by": by})

    def set(self, to: str | float | datetime, *, frozen: bool | None = None) -> None:
        """Set it to ISO 8601, `now+4h`, epoch seconds or a datetime; `frozen` stops it there, or lets it run on."""
        self._steering.request("PUT", "/clock", {"now": to, "frozen": frozen})

    def freeze(self) -> None:
        """Stop it where it is."""
        self._steering.request("POST", "/clock/freeze")

    def resume(self) -> None:
        """Let it run on."""
        self._steering.request("POST", "/clock/resume")
