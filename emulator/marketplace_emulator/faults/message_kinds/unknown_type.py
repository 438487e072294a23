"""The fault `unknown_type`: a message of a type that AWS may add one day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from msgspec import Meta
from msgspec.structs import replace

from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.message_fault import Altered, Course, MessageFault

NEWS = {"sns": "a-new-action", "eventbridge": "A New Type - Proposer"}
"""The type that `true` gives a message of each channel."""


class UnknownType(MessageFault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send the message with this `action` or `detail-type`, or a made-up one for `true`, which no seller knows."""

    ORDER: ClassVar[int] = 60
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice(
            "Unknown type", "The message has a type that no seller knows, as AWS may add one.", {"unknown_type": True}
        ),
    )

    unknown_type: Literal[True] | Annotated[str, Meta(min_length=1, max_length=200)]

    def change(self, course: Course, channel: str) -> Course:
        type_ = NEWS[channel] if self.unknown_type is True else self.unknown_type
        return replace(course, altered=Altered(type_, course.altered.proven))
