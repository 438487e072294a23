"""Python methods for handovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.handovers import Handover


class SteersHandovers(Steers):
    """Lists where the console has sent the browsers of buyers."""

    def handovers(self, *, agreement_id: str | None = None, full: bool = True) -> list[Handover]:
        """List the handovers, the oldest first; their tokens are shortened unless `full`."""
        return self._items("/handovers", agreement_id=agreement_id, full=full)
