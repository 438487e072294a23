"""The fault `extra_members`: members in the answer that the caller's SDK does not know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.fault import Fault

NEWS: Mapping[str, Any] = {
    "FutureMember": "a member that AWS added later",
    "FutureStructure": {"List": [1, 2.5, None], "Flag": True},
}
"""The members that `true` adds."""


class ExtraMembers(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Add these members to a result, or made-up members for `true`. Members that the result has already keep their values."""

    ORDER: ClassVar[int] = 60
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("Unknown members", "The answer has members that no SDK knows.", {"extra_members": True}),
    )

    extra_members: Literal[True] | dict[str, Any]

    def result(self, members: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**(NEWS if self.extra_members is True else self.extra_members), **members}
