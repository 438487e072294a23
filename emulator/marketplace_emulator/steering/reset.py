"""The Python method that restores the fixtures."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from marketplace_emulator.steering.refused import Refused
from marketplace_emulator.steering.steers import Steers


class SteersReset(Steers):
    """Restores the fixtures."""

    def reset(self, only: str | Iterable[str] | None = None) -> None:
        """Delete everything that has happened and restore the fixtures, or only some nouns: "tokens,faults"."""
        if only is not None and not isinstance(only, str):
            try:
                only = ",".join(only)
            except TypeError:
                raise Refused(
                    {"detail": f"only is {only!r}; expected nouns, e.g. 'faults' or ['tokens', 'faults']"}
                ) from None
        self.request("POST", "/reset" if only is None else f"/reset?{urlencode({'only': only})}")
