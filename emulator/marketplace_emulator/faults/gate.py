"""The fault `gate`: hold answers until several calls have come, then let them go together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.fault import Fault
from marketplace_emulator.faults.latency import LONGEST, Seconds
from marketplace_emulator.gathering import Gathering, Holding


class Gate(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Do the work, and hold the answer until this many calls have come; then answer all of them at once.

    A call waits `at_most` this long, in real time even if the emulator's clock is frozen, and is then answered alone.
    """

    ORDER: ClassVar[int] = 32
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice(
            "Two at once",
            "AWS answers when two calls have come, both at the same moment, as after a double click.",
            {"gate": 2},
        ),
    )

    gate: Annotated[int, Meta(ge=2, le=1000)]
    at_most: Seconds | str = 5

    def __post_init__(self) -> None:
        if isinstance(self.at_most, str) and not 0 <= duration.seconds(self.at_most) <= LONGEST:
            raise ValueError(f"at_most is {self.at_most!r}, which is out of range; expected 0s to {LONGEST}s")

    @property
    def gathers(self) -> int:
        return self.gate

    def hold(self, gathering: Gathering, request_id: str, fault_id: str) -> Holding:
        return gathering.hold(request_id, fault_id, self.gate, duration.seconds(self.at_most))
