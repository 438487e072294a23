"""Python methods for regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.regions import Region


class SteersRegions(Steers):
    """Lists and adds regions."""

    def regions(self) -> list[Region]:
        """List the regions."""
        return self._items("/regions")

    def create_region(self, name: str, *, product_code: str) -> Region:
        """Add a region."""
        made: Region = self._post("/regions", name=name, product_code=product_code)
        return made
