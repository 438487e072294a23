"""The timings of a fixture file; those given at the start take precedence."""

from __future__ import annotations

from marketplace_emulator import timings
from marketplace_emulator.planting.world_planting import WorldPlanting
from marketplace_emulator.store import Store, settings
from marketplace_emulator.timings import BadTiming
from marketplace_emulator.world import World


def plant(planting: WorldPlanting, entries: dict[str, str | float]) -> None:
    """Set a fixture file's timings."""
    for name, length in entries.items():
        with planting.at("$.timings"):
            try:
                timings.check({name: length})
            except BadTiming as problem:
                raise planting.mistake(str(problem), name) from None
    planting.world.set_timings({**entries, **_of_the_start(planting.store)})


def reset(world: World) -> None:
    """Restore the timings with which the emulator was started."""
    settings.put(world.store, "timings", timings.check(_of_the_start(world.store)))


def _of_the_start(store: Store) -> dict[str, str | float]:
    return settings.get(store, "start_timings") or {}
