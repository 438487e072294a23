"""The list of imitated behaviours, each with its certainty and source; docs/fidelity.md is generated from it."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Sure = Literal["doc", "seen", "assumed"]
"""`doc`: AWS's documentation or service model says so; `seen`: somebody published what the real service did;
`assumed`: nobody published it, and the emulator picks the most likely answer."""


class Behaviour(msgspec.Struct, frozen=True):
    """One imitated behaviour: the module with its code, a sentence, its certainty, and the source."""

    module: str
    sentence: str
    sure: Sure
    source: str


BEHAVIOURS: list[Behaviour] = []


def imitates(module: str, sentence: str, sure: Sure, source: str) -> None:
    """Register a behaviour; call this next to the code that imitates it."""
    if sure not in get_args(Sure):
        raise ValueError(f"{module}: {sure!r} is not a mark; expected one of {', '.join(get_args(Sure))}")
    BEHAVIOURS.append(Behaviour(module, sentence, sure, source))
