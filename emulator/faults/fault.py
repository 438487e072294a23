"""What a fault is: something done before the work, something done to the answer after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import msgspec

from emulator.call import Call
from emulator.http import HttpAnswer


class Interrupted(Exception):
    """The call gets no answer: the connection is dropped, or hangs."""

    def __init__(self, connection: Literal["drop", "hang"]) -> None:
        super().__init__(connection)
        self.connection = connection


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of fault with its settings."""

    ORDER: ClassVar[int]

    def before(self, call: Call, chance: float) -> Iterator[float]:
        """Act before the work: yield seconds to wait, raise an AwsError, or raise Interrupted.

        `chance` is this application's seeded random number from 0 to 1.
        """
        return iter(())

    def after(self, answer: HttpAnswer) -> HttpAnswer:
        """Act on the answer that the work gave."""
        return answer
