"""The fault `drop`: close the connection without an answer, before the work or after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from msgspec.structs import replace

from marketplace_emulator.call import Call
from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.fault import Fault, Interrupted
from marketplace_emulator.http import HttpAnswer


class Drop(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Close the connection `before` the work, or `after` it: AWS did what was asked, and the answer is lost."""

    ORDER: ClassVar[int] = 30
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("Dropped", "The connection closes without an answer, and AWS has done nothing.", {"drop": "before"}),
        Choice("Lost answer", "AWS does what it is asked to do, and its answer is lost on the way.", {"drop": "after"}),
    )

    drop: Literal["before", "after"]

    @property
    def ends(self) -> bool:
        return self.drop == "before"

    def before(self, call: Call, chance: float) -> Iterator[float]:
        if self.drop == "before":
            raise Interrupted("drop")
        return iter(())

    def after(self, answer: HttpAnswer) -> HttpAnswer:
        return replace(answer, connection="drop")
