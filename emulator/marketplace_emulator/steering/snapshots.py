"""Snapshots, steered from Python."""

from __future__ import annotations

from marketplace_emulator.steering.steers import Steers, segment


class SteersSnapshots(Steers):
    """Keeps states under names, and brings them back."""

    def snapshots(self) -> list[str]:
        """List the names under which a state is kept."""
        return [each["name"] for each in self.request("GET", "/snapshots")["items"]]

    def snapshot(self, name: str) -> None:
        """Keep the whole state under a name; the journal is not part of it."""
        self._made("/snapshots", name=name)

    def restore(self, name: str) -> None:
        """Bring the state back that was kept under a name."""
        self._made(f"/snapshots/{segment(name)}/restore")

    def forget_snapshot(self, name: str) -> None:
        """Forget a snapshot."""
        self.request("DELETE", f"/snapshots/{segment(name)}")
