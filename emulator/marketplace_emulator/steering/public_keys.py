"""Python methods for public keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Steers, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.public_keys import PublicKey


class SteersPublicKeys(Steers):
    """Shows and rotates the public key that RegisterUsage's signatures are verified with."""

    def public_keys(self) -> list[PublicKey]:
        """List the versions of the public key, the current one last."""
        return self._items("/public-keys")

    def public_key(self, version: int | None = None) -> str:
        """Return a version of the public key in PEM, by default the current one."""
        if version is None:
            return self.public_keys()[-1]["public_key"]
        shown: PublicKey = self.request("GET", f"/public-keys/{segment(str(version))}")
        return shown["public_key"]

    def rotate_public_key(self) -> PublicKey:
        """Add a new version of the public key and return it; the one before is rotated out."""
        made: PublicKey = self._post("/public-keys")
        return made
