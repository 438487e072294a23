"""The fault `delay`: a message comes later than AWS sends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from marketplace_emulator import duration
from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.message_fault import Course, MessageFault

LONGEST = 366 * 86400
Length = Annotated[float, Meta(ge=0, le=LONGEST)] | str


def read(name: str, length: float | str) -> float:
    """Return a length of time in seconds, or raise ValueError if a message cannot wait so long."""
    found = duration.seconds(length)
    if not 0 <= found <= LONGEST:
        raise ValueError(f"{name} is {length!r}, which is out of range; expected 0s to {LONGEST // 86400}d")
    return found


class Delay(MessageFault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send the message this much later by the emulator's clock: a number of seconds, or a length of time such as 10m."""

    ORDER: ClassVar[int] = 40
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("Late message", "The message comes 10 minutes later than AWS sends it.", {"delay": "10m"}),
    )

    delay: Length

    def __post_init__(self) -> None:
        read("delay", self.delay)

    def change(self, course: Course, channel: str) -> Course:
        return replace(course, later=course.later + read("delay", self.delay))
