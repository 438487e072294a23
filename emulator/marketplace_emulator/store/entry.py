"""The base type of fixture entries, and what is available to an entry while it is planted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.store.database import Store
from marketplace_emulator.store.problems import Conflict, NotThere

AccountId = Annotated[str, Meta(pattern=r"^[0-9]{12}$(?!\n)", description="12 digits, in quotes")]
"""Python's `$` also matches before a final newline, which `(?!\\n)` forbids; JSON Schema's `$` does not."""
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Time = Annotated[str, Meta(description="now, now+4h, now-1d, or ISO 8601")]


class FixtureEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of a fixture file; missing identifiers are derived from its name."""


class Planting:
    """A fixture file while it is planted, at one of its entries.

    `known` has the identifiers of the files' entries by noun and name, but of nothing that a user has created.
    `fixtures` is the whole file; `mistake` returns the error for a path and a text.
    """

    def __init__(
        self,
        store: Store,
        now: float,
        fixtures: Any,
        known: dict[str, dict[str, str]],
        mistake: Callable[[str, str], Exception],
    ) -> None:
        self.store, self.now, self.fixtures, self.known = store, now, fixtures, known
        self._mistake = mistake
        self._path = "$"

    @contextmanager
    def at(self, path: str) -> Iterator[None]:
        """Plant the entry at a path such as `$.tokens[0]` within the block; errors become mistakes at this path."""
        self._path = path
        try:
            yield
        except (Conflict, NotThere, duration.BadTime, msgspec.ValidationError) as problem:
            raise self.mistake(str(problem)) from None

    def mistake(self, text: str, member: str = "") -> Exception:
        """Return the error for the entry, or for one of its members."""
        return self._mistake(f"{self._path}.{member}" if member else self._path, text)

    def moment(self, entry: FixtureEntry, member: str) -> float:
        """Return the time in a member of the entry, in epoch seconds."""
        try:
            return duration.moment(getattr(entry, member), self.now)
        except duration.BadTime as problem:
            raise self.mistake(str(problem), member) from None

    def refer(self, nouns: str, entry: FixtureEntry, member: str) -> str:
        """Return the identifier of the noun that a member refers to by name or identifier; raise if there is none."""
        return self.referred(nouns, getattr(entry, member), member)

    def referred(self, nouns: str, given: str, member: str) -> str:
        """Return the identifier of the noun that a text at a member refers to; raise if there is none."""
        known: Mapping[str, str] = self.known.get(nouns, {})
        if given in known:
            return known[given]
        if given in known.values():
            return given
        raise self.mistake(str(NotThere(nouns.removesuffix("s"), given, known)), member)
