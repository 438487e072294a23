"""The nouns that fixture files hold and that `reset` restores, each found by its name.

A noun is planted by its file in `store/`, or by a file of this folder if planting needs more than the store (a fault
needs its kinds), or if the noun has no table (the clock).
- `plant(planting, entry)` adds one entry; `plant(planting, entries)` adds all of them. The annotation of `entry` or
  `entries` is the type of the noun's content in a fixture file.
- `named(entry)` (optional) returns the name by which other entries refer to this one, and its identifier.
- `AFTER` (optional) lists nouns that are planted before this one; so does a table's `info["of"]`.
- `PART_OF` (optional) is the noun to which the entries add more: they are planted after it and reset with it, and their names
  are its names. The table of such a noun has another name.
- `reset(world)` (optional) restores a noun that has no table, or what else belongs to it.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from types import GenericAlias, ModuleType
from typing import Any, get_type_hints

import msgspec

from marketplace_emulator.store import NOUNS
from marketplace_emulator.store.database import METADATA
from marketplace_emulator.store.entry import Planting
from marketplace_emulator.world import World

_NOT_NOUNS = ("world_planting", "written_step")


class PlantedNoun(msgspec.Struct, frozen=True):
    """A noun that can be planted; `field` is the type of its content in a fixture file."""

    name: str
    field: Any
    plant: Callable[..., None]
    one_by_one: bool
    named: Callable[[Any], tuple[str, str] | None] | None
    after: tuple[str, ...]
    part_of: str | None = None

    def entries(self, fixtures: Any) -> Any:
        """Return the noun's entries in a fixture file."""
        return getattr(fixtures, self.name)

    def names(self, fixtures: Any) -> Iterator[tuple[int, str, str]]:
        """Yield the index, name and identifier of each entry that other entries may refer to."""
        if self.named is not None:
            for index, entry in enumerate(self.entries(fixtures)):
                if (found := self.named(entry)) is not None:
                    yield index, *found

    def plant_all(self, planting: Planting) -> None:
        """Plant a file's entries."""
        entries = self.entries(planting.fixtures)
        if not self.one_by_one:
            self.plant(planting, entries)
            return
        for index, entry in enumerate(entries):
            with planting.at(f"$.{self.name}[{index}]"):
                self.plant(planting, entry)


def _modules() -> Mapping[str, tuple[ModuleType, ...]]:
    """Return the files of each noun: the one in `store/`, and the one in this folder."""
    found: dict[str, tuple[ModuleType, ...]] = {name: (module,) for name, module in NOUNS.items()}
    for module in pkgutil.iter_modules(__path__):
        if module.name not in _NOT_NOUNS:
            imported = importlib.import_module(f"{__name__}.{module.name}")
            if not hasattr(imported, "plant") and not hasattr(imported, "reset"):
                raise ImportError(f"planting/{module.name}.py has neither plant nor reset; expected one of them")
            found[module.name] = (*found.get(module.name, ()), imported)
    return found


def _one(noun: str, modules: tuple[ModuleType, ...], function: str) -> Any:
    there = [module for module in modules if hasattr(module, function)]
    if len(there) > 1:
        raise ImportError(f"{noun} has {function} in both {' and '.join(module.__name__ for module in there)}")
    return getattr(there[0], function) if there else None


def _planted(noun: str, modules: tuple[ModuleType, ...]) -> PlantedNoun | None:
    plant = _one(noun, modules, "plant")
    if plant is None:
        return None
    last = [*inspect.signature(plant).parameters][1:]
    hints = get_type_hints(plant, include_extras=True)
    if last not in (["entry"], ["entries"]) or last[0] not in hints:
        raise ImportError(
            f"{plant.__module__}.plant takes {', '.join(last) or 'nothing'} after planting; "
            "expected `entry` or `entries`, annotated with its type"
        )
    table = METADATA.tables.get(noun)
    after = (*(table.info.get("of", ()) if table is not None else ()), *(_one(noun, modules, "AFTER") or ()))
    part_of = _one(noun, modules, "PART_OF")
    after += () if part_of is None else (part_of,)
    one_by_one = last == ["entry"]
    field = GenericAlias(list, (hints["entry"],)) if one_by_one else hints["entries"]
    return PlantedNoun(noun, field, plant, one_by_one, _one(noun, modules, "named"), after, part_of)


def _in_order(found: Mapping[str, PlantedNoun]) -> dict[str, PlantedNoun]:
    ordered: dict[str, PlantedNoun] = {}

    def take(noun: str, around: tuple[str, ...]) -> None:
        if noun in around:
            raise ImportError(f"{' is planted after '.join((*around[around.index(noun) :], noun))}; remove one")
        if noun in found and noun not in ordered:
            for other in found[noun].after:
                take(other, (*around, noun))
            ordered[noun] = found[noun]

    for noun in sorted(found):
        take(noun, ())
    return ordered


_MODULES = _modules()
PLANTED = _in_order({noun: made for noun, modules in _MODULES.items() if (made := _planted(noun, modules)) is not None})
"""The nouns that fixture files hold; a noun comes after those that it refers to."""

RESETS: Mapping[str, Callable[[World], None]] = {
    noun: reset for noun, modules in _MODULES.items() if (reset := _one(noun, modules, "reset")) is not None
}
"""The functions that restore the nouns without a table, or what else belongs to a noun."""
