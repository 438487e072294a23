"""One call of an operation: who calls, when, with which parameters, what it is about, and what decided its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator.nouns import Noun
from marketplace_emulator.signature import Caller


class Call(msgspec.Struct):
    """A call on its way: `at` is the emulator's time, `readings` are those in force when it arrived.

    `about` holds the nouns that its parameters name, and those that the operation finds out; `decided` holds the readings
    that decided the answer. The journal keeps both.
    """

    operation: str
    caller: Caller
    at: float
    readings: Mapping[str, str]
    parameters: Mapping[str, Any] = msgspec.field(default_factory=dict)
    about: dict[Noun, None] = msgspec.field(default_factory=dict)
    decided: dict[str, str] = msgspec.field(default_factory=dict)

    def reading(self, name: str) -> str:
        """Return how a disputed behaviour is read, and note that this reading decided the answer."""
        value = self.decided[name] = self.readings[name]
        return value

    def concerns(self, **nouns: str) -> None:
        """Note what the operation found the call to be about, such as `agreement_id="agmt-…"`."""
        for noun in nouns.items():
            self.about[noun] = None
