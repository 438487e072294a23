"""A kind of fault for messages changes one delivery of an event to a subscription, or adds others beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Protocol

import msgspec


class Altered(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a message is sent in another way than AWS sends it: with another type, or without a proof that AWS sent it."""

    type: str | None = None
    proven: bool = True


class Course(msgspec.Struct, frozen=True):
    """What becomes of a delivery. It is sent `later`, in seconds, or once `behind` other messages of its agreement were sent.

    A lost one is never sent.
    """

    lost: bool = False
    later: float = 0.0
    behind: int = 0
    altered: Altered = Altered()


class Sending(Protocol):
    """What a fault can ask about a delivery that is about to be made."""

    @property
    def event(self) -> int:
        """The position of its event."""

    @property
    def channel(self) -> str:
        """The channel of its event: sns or eventbridge."""

    @property
    def is_proven(self) -> bool:
        """Whether something in the message proves that AWS sent it."""

    def is_passing(self) -> bool:
        """Say whether a message of the same agreement is held until others have been sent, this one among them."""

    def earlier(self, type_: str | None) -> int | None:
        """Find the last event of the same agreement, of a type, that went to the same subscription; None if there is none."""


class MessageFault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of fault with its settings: a layer around the sending. The smaller its `ORDER`, the further out it is."""

    ORDER: ClassVar[int]

    @property
    def ends(self) -> bool:
        """Whether the message goes no further, so that it reaches no layer further in."""
        return False

    def suits(self, sending: Sending) -> bool:
        """Say whether messages of this channel to this subscription can misbehave in this way."""
        return True

    def can(self, sending: Sending) -> bool:
        """Say whether this message can misbehave in this way now."""
        return True

    def change(self, course: Course, channel: str) -> Course:
        """Change what becomes of the delivery."""
        return course

    def beside(self, sending: Sending) -> Sequence[int]:
        """Return the positions of the events that are sent beside it."""
        return ()
