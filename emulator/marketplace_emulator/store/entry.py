"""What an entry of a fixture file is made of, and what it may ask while it is planted."""

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
"""Python's `$` also matches before a last newline, which `(?!\\n)` forbids; JSON Schema's never does."""
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Time = Annotated[str, Meta(description="now, now+4h, now-1d, or ISO 8601")]


class FixtureEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of a fixture file; identifiers left out are derived from its name."""


class Planting:
    """A fixture file that is being planted, at the entry whose turn it is.

    `known` has the identifiers of what the files hold, by noun and name: what a user has made is not among them,
    whatever its name. `fixtures` is the whole file; `mistake` makes the error for a path and a text.
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
        """Take up the entry at a path such as `$.tokens[0]`; what is wrong with it is a mistake there."""
        self._path = path
        try:
            yield
        except (Conflict, NotThere, duration.BadTime, msgspec.ValidationError) as problem:
            raise self.mistake(str(problem)) from None

    def mistake(self, text: str, member: str = "") -> Exception:
        """Make the error for the entry, or for one of its members."""
        return self._mistake(f"{self._path}.{member}" if member else self._path, text)

    def moment(self, entry: FixtureEntry, member: str) -> float:
        """Read the time in a member of the entry as epoch seconds."""
        try:
            return duration.moment(getattr(entry, member), self.now)
        except duration.BadTime as problem:
            raise self.mistake(str(problem), member) from None

    def refer(self, nouns: str, entry: FixtureEntry, member: str) -> str:
        """Read the name or the identifier in a member, which is named like one of the nouns, as the identifier."""
        given: str = getattr(entry, member)
        known: Mapping[str, str] = self.known.get(nouns, {})
        if given in known:
            return known[given]
        if given in known.values():
            return given
        raise self.mistake(str(NotThere(member, given, known)), member)
