"""Planting for nouns that need the world, not only the store."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from marketplace_emulator.store.entry import Planting
from marketplace_emulator.world import World


class WorldPlanting(Planting):
    """A fixture file while it is planted into a world.

    `words` are the tokens that every world has; `of_every_world` is whether this file is the one that has them.
    """

    def __init__(
        self,
        world: World,
        fixtures: Any,
        known: dict[str, dict[str, str]],
        mistake: Callable[[str, str], Exception],
        words: Collection[str],
        of_every_world: bool,
    ) -> None:
        super().__init__(world.store, world.clock.now(), fixtures, known, mistake)
        self.world, self.words, self.of_every_world = world, words, of_every_world
