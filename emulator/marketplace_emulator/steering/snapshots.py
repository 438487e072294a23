"""Snapshots, steered from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Steers, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.snapshots import Snapshot


class SteersSnapshots(Steers):
    """Keeps states under names, and brings them back."""

    def snapshots(self) -> list[str]:
        """List the names under which a state is kept."""
        return [each["name"] for each in self.all_snapshots()]

    def all_snapshots(self) -> list[Snapshot]:
        """List the states that are kept: the name and the time of each."""
        return self._items("/snapshots")

    def snapshot(self, name: str) -> Snapshot:
        """Keep the whole state under a name; the journal is not part of it."""
        kept: Snapshot = self._post("/snapshots", name=name)
        return kept

    def restore(self, name: str) -> Snapshot:
        """Bring the state back that was kept under a name."""
        restored: Snapshot = self._post(f"/snapshots/{segment(name)}/restore")
        return restored

    def forget_snapshot(self, name: str) -> None:
        """Forget a snapshot."""
        self.request("DELETE", f"/snapshots/{segment(name)}")
