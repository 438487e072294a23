"""Bringing the fixtures back, from Python."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from marketplace_emulator.steering.steers import Steers


class SteersReset(Steers):
    """Brings the fixtures back."""

    def reset(self, only: str | Iterable[str] | None = None) -> None:
        """Forget everything that happened and bring the fixtures back, or only that of some nouns: "tokens,faults"."""
        nouns = only if only is None or isinstance(only, str) else ",".join(only)
        self.request("POST", "/reset" if nouns is None else f"/reset?{urlencode({'only': nouns})}")
