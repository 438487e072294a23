"""Errors of changes to the state: something does not exist, already exists, or the store is unavailable."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace_emulator.nearest import meant


class NotThere(LookupError):
    """A change names something that does not exist; the text lists the nearest names that do."""

    def __init__(self, noun: str, given: str, known: Iterable[str]) -> None:
        there = list(known)
        hint = meant(given, there) if there else f"there is no {noun} yet"
        super().__init__(f"there is no {noun} {given!r}; {hint}")


class Unavailable(RuntimeError):
    """The store cannot be used now; the text says why and what to do."""


class Conflict(ValueError):
    """A change would make something that already exists, or that contradicts the state."""
