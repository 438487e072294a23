"""The readings of a fixture file; those given at the start take precedence."""

from __future__ import annotations

from marketplace_emulator import readings
from marketplace_emulator.planting.world_planting import WorldPlanting
from marketplace_emulator.readings import UnknownReading
from marketplace_emulator.store import Store, settings
from marketplace_emulator.world import World


def plant(planting: WorldPlanting, entries: dict[str, str]) -> None:
    """Set a fixture file's readings."""
    for name, value in entries.items():
        with planting.at("$.readings"):
            try:
                readings.check({name: value})
            except UnknownReading as problem:
                raise planting.mistake(str(problem), name) from None
    planting.world.set_readings({**entries, **_of_the_start(planting.store)})


def reset(world: World) -> None:
    """Restore the readings with which the emulator was started."""
    settings.put(world.store, "readings", _of_the_start(world.store))


def _of_the_start(store: Store) -> dict[str, str]:
    return settings.get(store, "start_readings") or {}
