"""A kind of fault acts before the work, on its result, or on the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Literal

import msgspec

from marketplace_emulator.call import Call
from marketplace_emulator.gathering import Gathering, Holding
from marketplace_emulator.http import HttpAnswer
from marketplace_emulator.nouns import Noun


class Interrupted(Exception):
    """The call gets no answer, because the connection drops or hangs."""

    def __init__(self, connection: Literal["drop", "hang"]) -> None:
        super().__init__(connection)
        self.connection = connection


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of fault with its settings: a layer around the work. The smaller its `ORDER`, the further out it is."""

    ORDER: ClassVar[int]

    @property
    def ends(self) -> bool:
        """Whether the call ends here, so that it reaches no layer further in."""
        return False

    @property
    def gathers(self) -> int:
        """How many calls must have come before any of them is answered."""
        return 1

    def suits(self, operation: str) -> bool:
        """Say whether this operation can misbehave in this way."""
        return True

    def note(self, call: Call, about: Sequence[Noun], chance: float) -> None:
        """Note in the call what its operation asks for; `about` holds the nouns to which the rule is bound."""
        return

    def before(self, call: Call, chance: float) -> Iterator[float]:
        """Act before the work: yield seconds to wait, raise an AwsError, or raise Interrupted.

        `chance` is a seeded random number from 0 to 1.
        """
        return iter(())

    def result(self, members: Mapping[str, Any]) -> Mapping[str, Any]:
        """Act on the members of a result, before they are encoded; an error has none."""
        return members

    def after(self, answer: HttpAnswer) -> HttpAnswer:
        """Act on the answer that comes from the layers further in."""
        return answer

    def hold(self, gathering: Gathering, request_id: str, fault_id: str) -> Holding:
        """Hold the answer of a call for as long as `gathering` holds it, if the fault `gathers` several calls."""
        yield from ()
