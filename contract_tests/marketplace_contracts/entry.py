"""What the seller stored: entries are counted and compared, and identifiers looked for among their values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
"""Where a value is in an entry: names, and places in lists."""


@dataclass(frozen=True)
class Entry:
    """One entry, frozen as JSON so that it can be compared and counted."""

    written: str

    @property
    def value(self) -> Any:
        """The entry as it was answered."""
        return json.loads(self.written)

    def leaves(self) -> Iterator[tuple[str, Any]]:
        """Walk its values, each with the name under which it is found."""
        return ((leaf_name(path), value) for path, value in leaf_paths(self.value))

    def holds(self, identifiers: Iterable[str]) -> bool:
        """Say whether one of the identifiers is among its values, alone or as a part of one."""
        wanted = [each for each in identifiers if each and each in self.written]  # most are not, which is seen at once
        return bool(wanted) and any(each in str(value) for _, value in self.leaves() for each in wanted)


def moved(before: Entry, after: Entry) -> dict[Path, tuple[Any, Any]]:
    """Give what has another value now, each by its path, with the value before and now."""
    was, now = dict(leaf_paths(before.value)), dict(leaf_paths(after.value))
    return {path: (value, now.get(path)) for path, value in was.items() if value != now.get(path)}


def labels(path: Path) -> tuple[str, ...]:
    """Give the names on a path, without the places in lists."""
    return tuple(part for part in path if isinstance(part, str))


def still(value: Any, moving: Collection[tuple[str, ...]], names: tuple[str, ...] = ()) -> Any:
    """Give a value without what moves by itself."""
    if isinstance(value, Mapping):
        return {
            key: still(each, moving, (*names, str(key)))
            for key, each in value.items()
            if (*names, str(key)) not in moving
        }
    return [still(each, moving, names) for each in value] if isinstance(value, list) else value


def leaf_paths(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Walk the values that have nothing in them."""
    parts = _parts(value)
    if not parts:
        yield path, value
    for key, each in parts:
        yield from leaf_paths(each, (*path, key))


def list_paths(value: Any, path: Path = ()) -> Iterator[tuple[Path, list[Any]]]:
    """Yield the lists, outer ones first, each with its path."""
    if isinstance(value, list):
        yield path, value
    for key, each in _parts(value):
        yield from list_paths(each, (*path, key))


def _parts(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        return [(str(key), each) for key, each in value.items()]
    return list(enumerate(value)) if isinstance(value, list) else []


def leaf_name(path: Path) -> str:
    """Give the name under which a value is found; those in a list have the list's."""
    return (labels(path) or ("",))[-1]


def added(before: Iterable[Entry], after: Iterable[Entry]) -> list[Entry]:
    """Give the entries that are there after and were not before, as often as they are more."""
    return sorted((Counter(after) - Counter(before)).elements(), key=lambda each: each.written)
