"""The fault `reorder`: a message comes after others that AWS sent later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.message_fault import Course, MessageFault, Sending
from marketplace_emulator.faults.message_kinds.delay import Length, read


class Reorder(MessageFault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send the message after this many later messages of its agreement, and at the latest `within` this time.

    The messages that go before it are not held in their turn.
    """

    ORDER: ClassVar[int] = 30
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("Out of order", "The message comes after the next one of its agreement.", {"reorder": 1}),
    )

    reorder: Annotated[int, Meta(ge=1, le=100)]
    within: Length = "1d"

    def __post_init__(self) -> None:
        read("within", self.within)

    def can(self, sending: Sending) -> bool:
        return not sending.is_passing()

    def change(self, course: Course, channel: str) -> Course:
        return replace(course, behind=self.reorder, later=read("within", self.within))
