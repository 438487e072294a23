"""The fault `hang`: take the request and never answer, until the client gives up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from marketplace_emulator.call import Call
from marketplace_emulator.faults.fault import Fault, Interrupted


class Hang(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Leave the connection open and silent; the work is not done."""

    ORDER: ClassVar[int] = 20

    hang: Literal[True]

    @property
    def ends(self) -> bool:
        """There is no answer."""
        return True

    def before(self, call: Call, chance: float) -> Iterator[float]:
        """Interrupt the call."""
        raise Interrupted("hang")
