"""The fault `hang`: accept the request and never answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from marketplace_emulator.call import Call
from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.fault import Fault, Interrupted


class Hang(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Leave the connection open and silent, and do no work."""

    ORDER: ClassVar[int] = 20
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("Hanging", "AWS takes the request and never answers.", {"hang": True}),
    )

    hang: Literal[True]

    @property
    def ends(self) -> bool:
        return True

    def before(self, call: Call, chance: float) -> Iterator[float]:
        raise Interrupted("hang")
