"""Python methods for snapshots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Steers, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.snapshots import Snapshot


class SteersSnapshots(Steers):
    """Saves, restores, lists and deletes snapshots."""

    def snapshots(self) -> list[str]:
        """List the names of the snapshots."""
        return [each["name"] for each in self.all_snapshots()]

    def all_snapshots(self) -> list[Snapshot]:
        """List the snapshots, each with its name and time."""
        return self._items("/snapshots")

    def snapshot(self, name: str) -> Snapshot:
        """Save the whole state, without the journal, under a name."""
        kept: Snapshot = self._post("/snapshots", name=name)
        return kept

    def restore(self, name: str) -> Snapshot:
        """Restore the state of a snapshot."""
        restored: Snapshot = self._post(f"/snapshots/{segment(name)}/restore")
        return restored

    def forget_snapshot(self, name: str) -> None:
        """Delete a snapshot."""
        self.request("DELETE", f"/snapshots/{segment(name)}")
