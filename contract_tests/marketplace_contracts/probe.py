"""The probe, which shows the kit the stored accounts, and how long the subject takes to store a buyer."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from marketplace_contracts.entry import Entry, added, labels, moved, still
from marketplace_contracts.pauses import Pauses
from marketplace_contracts.story import NotVerified
from marketplace_contracts.tables import Tables, tables_of

_JSON = json.JSONEncoder(sort_keys=True, default=str)
MISSING = "there is no accounts probe: give --accounts URL, where a GET answers a JSON list of the stored accounts"


class Probe:
    """Reads the stored accounts. `ask` returns the list or raises NotVerified; it is None if there is no probe.

    `useless` says what is wrong with a probe that has never answered a list; `empty` says that it has never shown an
    entry. `lag` is the seconds that the subject, such as a worker of a queue, may take to store a buyer after the visit.
    """

    def __init__(self, ask: Callable[[], list[Any]] | None, pauses: Pauses) -> None:
        self.pauses = pauses
        self._ask = ask
        self.answered = False
        self.useless = ""
        self.empty = True
        self.lag = 0.0
        self._visited = 0.0
        self._moving: set[tuple[str, ...]] | None = None
        self._in_vain = False
        self.tables = Tables()
        self._newcomers: list[list[Entry]] = []

    @property
    def there(self) -> bool:
        """Whether there is a probe at all."""
        return self._ask is not None

    def visited(self) -> None:
        self._visited = time.monotonic()

    def entries(self, *, least: int = 0) -> list[Entry]:
        """Return the stored entries after the last visit; raise NotVerified with what is wrong with the probe.

        If there are fewer than `least`, wait for late ones.
        """
        if self._ask is None:
            raise NotVerified(MISSING)
        try:
            stored = self._settled()
            if len(stored) < least:
                stored = self._until(lambda found: len(found) >= least, late=True)
        except NotVerified as wrong:
            self.useless = "" if self.answered else str(wrong)
            raise
        return stored

    def _settled(self) -> list[Entry]:
        time.sleep(max(0.0, self._visited + self.lag - time.monotonic()))
        return self._look()

    def _look(self) -> list[Entry]:
        assert self._ask is not None
        stored = self._ask()
        self.answered, self.useless = True, ""
        if self._moving:
            stored = [still(each, self._moving) for each in stored]
        self.empty = self.empty and not stored
        try:
            return [Entry(_JSON.encode(each)) for each in stored]
        except (TypeError, ValueError, RecursionError) as error:
            raise NotVerified(
                f"the stored accounts cannot be written as JSON: {error}; return simpler values"
            ) from None

    def beginning(self) -> str:
        """Return a short hash of the entries before the run; empty if there are none, or they cannot be seen."""
        try:
            stored = self._look() if self.there else []
        except NotVerified:
            return ""
        return f"{zlib.crc32(repr(stored).encode()):08x}" if stored else ""

    def present(self) -> list[Entry] | None:
        """Return the entries before a buyer comes; None if they cannot be seen."""
        try:
            return self._settled() if self.there else None
        except NotVerified:
            return None

    def hope(self) -> None:
        """Wait for a late entry once more, since the buyer now does more than before."""
        self._in_vain = False

    def learn(self, identifiers: Iterable[str], before: list[Entry] | None) -> bool:
        """Learn from a buyer who was just registered how the probe behaves; return whether it shows the buyer.

        `before` is the entries before the visit. A probe that fails is reported by the contracts that use it.
        """
        if self._ask is None:
            return False
        try:
            names = list(identifiers)
            stored = self._await(names, before)
            if self._moving is not None and before is not None:
                self._newcomers.append(added(before, self._settled()))
            self._find_moving()
        except NotVerified:
            return False
        return _shown(stored, names)

    def learn_return(self, before: list[Entry] | None) -> None:
        """Learn from the first buyers, who have come again, to which tables a buyer adds entries, and which grow with every visit."""
        after = self.present()
        if before is not None and after is not None and not self.tables.seen and len(self._newcomers) > 1:
            self.tables = tables_of(self._newcomers).without_logs(before, after)

    def _await(self, identifiers: list[str], before: list[Entry] | None) -> list[Entry]:
        """Wait until the buyer is stored, and return the entries."""
        return self._until(
            lambda stored: _shown(stored, identifiers) or (before is not None and len(stored) > len(before))
        )

    def _until(self, there: Callable[[list[Entry]], bool], *, late: bool = False) -> list[Entry]:
        """Look until `there` is true, and remember how long that took; after one wait in vain, look only once."""
        while True:
            seen = time.monotonic() - self._visited
            stored = self._look()
            if there(stored):
                self.lag = max(self.lag, 2 * seen) if late else self.lag
                return stored
            if self._in_vain or seen > self.pauses.latest:
                self._in_vain = True
                return stored
            late = True
            time.sleep(self.pauses.look)

    def _find_moving(self) -> None:
        """Look at the entries twice; from now on ignore values that changed although nobody came, such as the time of the request."""
        if self._moving is not None:
            return
        before = self._look()
        after = self._look_until(time.monotonic() + self.pauses.to_next_second(), before)
        pairs = zip(added(after, before), added(before, after), strict=False)  # in any order
        self._moving = {labels(path) for was, now in pairs for path in moved(was, now)}

    def _look_until(self, end: float, stored: list[Entry]) -> list[Entry]:
        """Look until this moment. If a worker adds more entries meanwhile, and then is done, remember how long that took."""
        grown = 0.0
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(self.pauses.look, left))
            now = self._look()
            grown = time.monotonic() if len(now) > len(stored) else grown
            stored = now
        if 0 < grown < end - 2 * self.pauses.look:
            self.lag = max(self.lag, 2 * (grown - self._visited))
        return stored


def _shown(stored: list[Entry], identifiers: list[str]) -> bool:
    return any(each.holds(identifiers) for each in stored)
