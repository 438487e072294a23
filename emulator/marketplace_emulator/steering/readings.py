"""Python methods for readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.readings import Reading


class SteersReadings(Steers):
    """Lists and sets readings."""

    def readings(self) -> dict[str, str]:
        """Return the readings in force, as names with values."""
        return _in_force(self.all_readings())

    def all_readings(self) -> list[Reading]:
        """List the readings, each with its question, the value in force, and the alternatives."""
        return self._items("/readings")

    def set_readings(self, **readings: str) -> dict[str, str]:
        """Set readings, e.g. `second_resolve="expired"`; return all readings in force."""
        return _in_force(self.request("PUT", "/readings", readings)["items"])


def _in_force(readings: list[Reading]) -> dict[str, str]:
    return {each["name"]: each["value"] for each in readings}
