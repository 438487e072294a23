"""Entries that the seller stored: counted, compared, and searched for identifiers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
"""Where a value is in an entry: names, and indexes in lists."""


@dataclass(frozen=True)
class Entry:
    """One entry, frozen as JSON so that it can be compared and counted."""

    written: str

    @property
    def value(self) -> Any:
        return json.loads(self.written)

    def leaves(self) -> Iterator[tuple[str, Any]]:
        """Yield the entry's values, each with its name."""
        return ((leaf_name(path), value) for path, value in leaf_paths(self.value))

    def holds(self, identifiers: Iterable[str]) -> bool:
        """Return whether a value is, or contains, one of the identifiers."""
        wanted = [each for each in identifiers if each and each in self.written]  # a quick check, since most are not
        return bool(wanted) and any(each in str(value) for _, value in self.leaves() for each in wanted)


def moved(before: Entry, after: Entry) -> dict[Path, tuple[Any, Any]]:
    """Return the values that changed, by path, each as (before, now); None stands for a value that is not there."""
    was, now = dict(leaf_paths(before.value)), dict(leaf_paths(after.value))
    return {path: (was.get(path), now.get(path)) for path in {**was, **now} if was.get(path) != now.get(path)}


def paired(before: Iterable[Entry], after: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    """Return the entries that changed, each before with the one after that has most of its values; the order does not matter."""
    gone, new = added(after, before), added(before, after)
    pairs = []
    for was in gone:
        if new:
            now = min(new, key=lambda each: len(moved(was, each)))
            new.remove(now)
            pairs.append((was, now))
    return pairs


def labels(path: Path) -> tuple[str, ...]:
    """Return the names on a path, without the indexes in lists."""
    return tuple(part for part in path if isinstance(part, str))


def still(value: Any, moving: Collection[tuple[str, ...]], names: tuple[str, ...] = ()) -> Any:
    """Return a value without the parts that change by themselves."""
    if isinstance(value, Mapping):
        return {
            key: still(each, moving, (*names, str(key)))
            for key, each in value.items()
            if (*names, str(key)) not in moving
        }
    return [still(each, moving, names) for each in value] if isinstance(value, list) else value


def leaf_paths(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the values that contain no others, each with its path."""
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
    """Return the name of a value; a value in a list has the list's name."""
    return (labels(path) or ("",))[-1]


def added(before: Iterable[Entry], after: Iterable[Entry]) -> list[Entry]:
    """Return the entries that are new, as many times as they are."""
    return sorted((Counter(after) - Counter(before)).elements(), key=lambda each: each.written)
