"""A call of an operation: the caller, time and parameters, what it is about, and which readings decided its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator.nouns import Noun
from marketplace_emulator.signature import Caller
from marketplace_emulator.undone import Undone


class Call(msgspec.Struct):
    """A call in progress: `at` is the emulator's time; `readings` and `timings` are those in force when it arrived.

    `about` has the nouns that the parameters name, which `named` counts, and those that the operation finds; it is
    `complete` if these are all that the named ones lead to. `decided` has the readings that decided the answer. The journal
    keeps both. `undone` chooses the items of a batch that are left undone, and `statuses` has the status of all items about
    a noun, if that is a word for one.
    """

    operation: str
    caller: Caller
    at: float
    readings: Mapping[str, str]
    request_id: str = ""
    parameters: Mapping[str, Any] = msgspec.field(default_factory=dict)
    about: dict[Noun, None] = msgspec.field(default_factory=dict)
    named: int = 0
    complete: bool = False
    decided: dict[str, str] = msgspec.field(default_factory=dict)
    undone: Undone | None = None
    statuses: dict[Noun, str] = msgspec.field(default_factory=dict)
    timings: Mapping[str, float] = msgspec.field(default_factory=dict)

    def reading(self, name: str) -> str:
        """Return the value of a reading, and record that it decided the answer."""
        value = self.decided[name] = self.readings[name]
        return value

    def concerns(self, **nouns: str | None) -> None:
        """Record nouns that the operation found the call to be about, such as `agreement_id="agmt-…"`."""
        for noun, identifier in nouns.items():
            if identifier is not None:
                self.about[noun, identifier] = None
