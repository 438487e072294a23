"""The fault `lose`: a message that never comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from msgspec.structs import replace

from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.message_fault import Course, MessageFault


class Lose(MessageFault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Never send the message to the subscription."""

    ORDER: ClassVar[int] = 10
    CHOICES: ClassVar[Sequence[Choice]] = (Choice("Lost message", "The message never comes.", {"lose": True}),)

    lose: Literal[True]

    @property
    def ends(self) -> bool:
        return True

    def change(self, course: Course, channel: str) -> Course:
        return replace(course, lost=True)
