"""A reading: a switch between contradictory statements in AWS's documents."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from marketplace_emulator.fidelity import Sure


class Reading(msgspec.Struct, frozen=True):
    """A switch between contradictory statements in AWS's documents; the first alternative is the default.

    For each alternative, `sources` names who says so, and `marks` how sure that is.
    """

    name: str
    question: str
    sources: Mapping[str, str]
    marks: Mapping[str, Sure]

    @property
    def alternatives(self) -> tuple[str, ...]:
        return tuple(self.sources)

    @property
    def default(self) -> str:
        return self.alternatives[0]
