"""The Python method that restores the fixtures."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from marketplace_emulator.steering.steers import Steers


class SteersReset(Steers):
    """Restores the fixtures."""

    def reset(self, only: str | Iterable[str] | None = None) -> None:
        """Delete everything that has happened and restore the fixtures, or only some nouns: "tokens,faults"."""
        nouns = only if only is None or isinstance(only, str) else ",".join(only)
        self.request("POST", "/reset" if nouns is None else f"/reset?{urlencode({'only': nouns})}")
