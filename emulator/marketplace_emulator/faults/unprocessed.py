"""The fault `unprocessed`: items of a batch that AWS reports as unprocessed, to be sent again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from marketplace_emulator import catalogue
from marketplace_emulator.call import Call
from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.fault import Fault
from marketplace_emulator.nouns import Noun
from marketplace_emulator.undone import Undone

MEMBER = "UnprocessedRecords"
"""The member of a result in which AWS returns the items that it did not process."""


@cache
def _with_batches() -> frozenset[str]:
    return frozenset(name for name in catalogue.by_name() if MEMBER in catalogue.result_members(name))


class Unprocessed(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Report this many of a batch's records, or `all`, as unprocessed; of those about the rule's nouns if it is bound to any.

    With `work` not_done AWS leaves the records undone. With done it bills them, and the caller does not know.
    """

    ORDER: ClassVar[int] = 90
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice(
            "Unprocessed records",
            "AWS returns all records of a batch as unprocessed, and bills none.",
            {"unprocessed": "all"},
        ),
        Choice(
            "Unprocessed, but billed",
            "AWS returns all records of a batch as unprocessed, and bills them all the same.",
            {"unprocessed": "all", "work": "done"},
        ),
    )

    unprocessed: Annotated[int, Meta(ge=1, le=1000)] | Literal["all"]
    work: Literal["not_done", "done"] = "not_done"

    def suits(self, operation: str) -> bool:
        return operation in _with_batches()

    def note(self, call: Call, about: Sequence[Noun], chance: float) -> None:
        count = None if self.unprocessed == "all" else self.unprocessed
        call.undone = Undone(count=count, about=tuple(about), chance=chance, done=self.work == "done")
