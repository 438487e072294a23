"""What can be wrong with a change to the state: the thing is not there, or is there already."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace_emulator.nearest import meant


class NotThere(LookupError):
    """A change names something that is not there; the text names the nearest that are."""

    def __init__(self, noun: str, given: str, known: Iterable[str]) -> None:
        there = list(known)
        hint = meant(given, there) if there else f"there is no {noun} yet"
        super().__init__(f"there is no {noun} {given!r}; {hint}")


class Unavailable(RuntimeError):
    """The store cannot be used now; the text says why and what to do."""


class Conflict(ValueError):
    """A change would make something that is there already."""
