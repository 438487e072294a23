"""Readings, steered from Python."""

from __future__ import annotations

from marketplace_emulator.steering.steers import Steers


class SteersReadings(Steers):
    """Gives and sets the readings."""

    def readings(self) -> dict[str, str]:
        """Give the readings in force."""
        return {each["name"]: each["value"] for each in self.request("GET", "/readings")["items"]}

    def set_readings(self, **readings: str) -> dict[str, str]:
        """Set readings, e.g. `second_resolve="expired"`."""
        return {each["name"]: each["value"] for each in self.request("PUT", "/readings", readings)["items"]}
