"""Whether the emulator is ready, asked from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.health import Health


class SteersHealth(Steers):
    """Asks whether the emulator is ready."""

    def health(self) -> Health:
        """Tell its version, its store and what that holds; raise Refused with the reason where it is not ready."""
        health: Health = self.request("GET", "/health")
        return health
