"""The fault `missing_members`: a result that lacks members on which callers rely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.fault import Fault


class MissingMembers(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Leave these members out of a result; the service model requires none of them."""

    ORDER: ClassVar[int] = 61
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("Missing members", "The answer lacks members that callers rely on. Say which.", {}),
    )

    missing_members: Annotated[list[str], Meta(min_length=1, max_length=100)]

    def result(self, members: Mapping[str, Any]) -> Mapping[str, Any]:
        return {name: value for name, value in members.items() if name not in self.missing_members}
