"""A turn: the conditions under which a contract is tried once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEGACY, CONCURRENT = "legacy", "concurrent"
BOTH = (LEGACY, CONCURRENT)
LICENSE = "license_arn_on_first_resolve"


@dataclass(frozen=True, slots=True)
class Turn:
    """A generation of products, and the readings that differ from the default."""

    generation: str
    readings: Mapping[str, str]

    @property
    def registering(self) -> str:
        """The id of the contract that states that an ordinary buyer is registered in this turn."""
        if self.readings.get(LICENSE) == "absent":
            return "identity-license-late-registered"
        return "identity-legacy-buyer" if self.generation == LEGACY else "identity-without-customer-identifier"

    def __str__(self) -> str:
        readings = ", ".join(f"{name}={value}" for name, value in self.readings.items())
        return f"{self.generation} product" + (f", {readings}" if readings else "")
