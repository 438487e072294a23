"""The tables whose entries the probe shows, if each buyer adds entries to several: a subscriber and its usage, for example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from marketplace_contracts.entry import Entry, labels, leaf_paths
from marketplace_contracts.story import short

Kind = frozenset[tuple[tuple[str, ...], str]]
"""The names in an entry, each with an empty text; or one name with the value that tells the table."""


@dataclass(frozen=True)
class Tables:
    """The tables to which each buyer adds one entry; none if all entries are accounts. Entries of `logs` are not counted."""

    kinds: tuple[Kind, ...] = ()
    logs: tuple[Kind, ...] = ()
    seen: str = ""
    """What each buyer adds, in words, if it is not exactly one entry."""

    def __str__(self) -> str:
        """Say what was seen, and what to do if it was misread."""
        return f"each buyer adds {self.seen}; if not all of them are accounts, let --accounts show only accounts"

    def counts(self, entries: Iterable[Entry]) -> list[int]:
        """Count the entries of each table that counts; without tables, all entries together."""
        entries = list(entries)
        if not self.kinds:
            return [len(entries)]
        of = [self._of(each) for each in entries]
        return [of.count(kind) for kind in self.kinds if kind not in self.logs]

    def _of(self, entry: Entry) -> Kind:
        """Return the table whose entries are most like this one: members may be missing, or new."""
        named, valued = _member_names(entry), _named_values(entry)
        return max(self.kinds, key=lambda kind: (kind <= valued, len(kind & named) / len(kind | named)))

    def without_logs(self, before: Sequence[Entry], after: Sequence[Entry]) -> Tables:
        """Leave out the tables that grow with every visit, as records of visits do, unless all of them grow."""
        pairs = zip(self.kinds, self.counts(before), self.counts(after), strict=True) if self.kinds else ()
        logs = tuple(kind for kind, was, now in pairs if now > was)
        return replace(self, logs=logs) if len(logs) < len(self.kinds) else replace(self, kinds=())


def tables_of(buyers: Sequence[Sequence[Entry]]) -> Tables:
    """Learn the tables from the entries that each of some buyers added.

    Entries that are alike are several accounts of one buyer, and no tables.
    """
    first = buyers[0] if buyers else ()
    if len(first) < 2 or any(len(each) != len(first) for each in buyers):
        return Tables()
    seen = " and ".join(short(each.written, 80) for each in first)
    by_names = [frozenset(map(_member_names, each)) for each in buyers]
    if len(by_names[0]) == len(first) and len(set(by_names)) == 1:
        return Tables(tuple(sorted(by_names[0], key=sorted)), seen=seen)
    for name, _ in sorted(_member_names(first[0])):
        by_value = [
            frozenset(pair for each in added for pair in _named_values(each) if pair[0] == name) for added in buyers
        ]
        if len(by_value[0]) == len(first) and len(set(by_value)) == 1:
            return Tables(tuple(frozenset([pair]) for pair in sorted(by_value[0])), seen=seen)
    return Tables(seen=seen)


def _member_names(entry: Entry) -> Kind:
    return frozenset((labels(path), "") for path, _ in leaf_paths(entry.value))


def _named_values(entry: Entry) -> Kind:
    return frozenset((labels(path), repr(value)) for path, value in leaf_paths(entry.value))
