"""The Python method that asks whether the emulator is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.health import Health


class SteersHealth(Steers):
    """Asks whether the emulator is ready."""

    def health(self) -> Health:
        """Return the version, the store and its row counts; raise Refused with the reason if it is not ready."""
        health: Health = self.request("GET", "/health")
        return health
