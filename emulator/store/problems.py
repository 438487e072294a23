"""What can be wrong with a change to the state: the thing is not there, or is there already."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class NotThere(LookupError):
    """A change names something that is not there; the text names the nearest that are."""

    def __init__(self, noun: str, given: str, known: Iterable[str]) -> None:
        there = list(known)
        nearest = get_close_matches(given, there, cutoff=0.5) or there[:5]
        hint = f"did you mean {', '.join(map(repr, nearest))}?" if nearest else f"there is no {noun} yet"
        super().__init__(f"there is no {noun} {given!r}; {hint}")


class Unavailable(RuntimeError):
    """The store cannot be used now; the text says why and what to do."""


class Conflict(ValueError):
    """A change would make something that is there already."""
