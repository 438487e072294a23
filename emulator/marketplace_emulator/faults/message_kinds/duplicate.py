"""The fault `duplicate`: a message comes several times, as SNS and EventBridge may send it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.message_fault import MessageFault, Sending
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "SNS and EventBridge send a message at least once: it may come again, with the same id.",
    "doc",
    "SNS FAQ, how many times a subscriber receives each message; EventBridge guide, delivery level for rules",
)


class Duplicate(MessageFault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send the message this many more times, with the same id."""

    ORDER: ClassVar[int] = 50
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("Duplicate message", "The message comes twice, with the same id.", {"duplicate": 1}),
    )

    duplicate: Annotated[int, Meta(ge=1, le=100)]

    def beside(self, sending: Sending) -> Sequence[int]:
        return [sending.event] * self.duplicate
