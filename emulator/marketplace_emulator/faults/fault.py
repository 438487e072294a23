"""What a fault is: something done before the work, something done to its result, something done to the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

import msgspec

from marketplace_emulator.call import Call
from marketplace_emulator.http import HttpAnswer


class Interrupted(Exception):
    """The call gets no answer: the connection is dropped, or hangs."""

    def __init__(self, connection: Literal["drop", "hang"]) -> None:
        super().__init__(connection)
        self.connection = connection


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of fault with its settings: a layer around the work, the smaller its `ORDER` the further out."""

    ORDER: ClassVar[int]

    @property
    def ends(self) -> bool:
        """Say whether the call gets no further than this, so that no layer further in is reached."""
        return False

    def before(self, call: Call, chance: float) -> Iterator[float]:
        """Act before the work: yield seconds to wait, raise an AwsError, or raise Interrupted.

        `chance` is this application's seeded random number from 0 to 1.
        """
        return iter(())

    def result(self, members: Mapping[str, Any]) -> Mapping[str, Any]:
        """Act on the members of a result that is not an error, before they are encoded."""
        return members

    def after(self, answer: HttpAnswer) -> HttpAnswer:
        """Act on the answer that the layers further in gave."""
        return answer
