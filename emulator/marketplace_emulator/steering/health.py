"""Whether the emulator is ready, asked from Python."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.steering.steers import Steers


class SteersHealth(Steers):
    """Asks whether the emulator is ready."""

    def health(self) -> dict[str, Any]:
        """Tell its version, its store and what that holds; raise Refused with the reason where it is not ready."""
        told: dict[str, Any] = self.request("GET", "/health")
        return told
