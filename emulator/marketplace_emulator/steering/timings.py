"""Python methods for timings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Length, Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.timings import Timing


class SteersTimings(Steers):
    """Lists and sets timings."""

    def timings(self) -> dict[str, str]:
        """Return the timings in force, as names with lengths of time such as 72s."""
        return _in_force(self.all_timings())

    def all_timings(self) -> list[Timing]:
        """List the timings, each with what it is, the length in force, the default and its source."""
        return self._items("/timings")

    def set_timings(self, **timings: Length) -> dict[str, str]:
        """Set timings for the steps from now on, e.g. `license_updated="5s"`; return all timings in force."""
        return _in_force(self.request("PUT", "/timings", timings)["items"])


def _in_force(timings: list[Timing]) -> dict[str, str]:
    return {each["name"]: each["length"] for each in timings}
