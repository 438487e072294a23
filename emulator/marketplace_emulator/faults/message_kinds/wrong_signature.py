"""The fault `wrong_signature`: a message that somebody else than AWS might have sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from msgspec.structs import replace

from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.message_fault import Altered, Course, MessageFault, Sending


class WrongSignature(MessageFault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sign the message with a key that is not SNS's, or change the values of an API destination's headers."""

    ORDER: ClassVar[int] = 70
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("Wrong signature", "Nothing in the message proves that AWS sent it.", {"wrong_signature": True}),
    )

    wrong_signature: Literal[True]

    def suits(self, sending: Sending) -> bool:
        return sending.is_proven

    def change(self, course: Course, channel: str) -> Course:
        return replace(course, altered=Altered(course.altered.type, proven=False))
