"""The items of a batch that AWS leaves undone, or says that it left undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random

import msgspec

from marketplace_emulator.nouns import Noun


class Undone(msgspec.Struct, frozen=True, kw_only=True):
    """A choice among a batch's items: `count` of those about all of the nouns in `about`, or each of these if it is None.

    With `done`, AWS does the work of the chosen items, and yet says that it did not.
    """

    count: int | None
    about: tuple[Noun, ...]
    chance: float
    done: bool

    def positions(self, items: Sequence[Collection[Noun]]) -> frozenset[int]:
        """Return the positions of the chosen items, given the nouns that each item is about."""
        candidates = [position for position, nouns in enumerate(items) if all(each in nouns for each in self.about)]
        if self.count is None or self.count >= len(candidates):
            return frozenset(candidates)
        return frozenset(Random(self.chance).sample(candidates, self.count))
