"""The fault `old_message`: an earlier message of the same agreement comes once more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.message_fault import MessageFault, Sending


class OldMessage(MessageFault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """After the message, send the one before it again, or the last one of this type, with its own old time and id."""

    ORDER: ClassVar[int] = 20
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice(
            "Stale message",
            "After the message, the one before it comes once more, with its own old time and id.",
            {"old_message": True},
        ),
    )

    old_message: Literal[True] | str

    def can(self, sending: Sending) -> bool:
        return bool(self.beside(sending))

    def beside(self, sending: Sending) -> Sequence[int]:
        found = sending.earlier(None if self.old_message is True else self.old_message)
        return () if found is None else (found,)
