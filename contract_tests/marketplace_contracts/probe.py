"""The probe, through which the kit sees what the seller stored; it learns how late a buyer is to be seen there."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from marketplace_contracts.entry import Entry, added, labels, moved, still
from marketplace_contracts.pauses import Pauses
from marketplace_contracts.story import NotVerified

MISSING = "there is no accounts probe: give --accounts URL, where a GET answers a JSON list of what is stored"


class Probe:
    """Asks what is stored. `ask` gives the list or raises NotVerified, or is None where there is no probe.

    `useless` says what is wrong with a probe that was asked and has never answered well; `barren` that it has never shown
    an entry. `lag` is the time in seconds after a buyer's visit that it may take to store it, by a worker of a queue, say.
    """

    def __init__(self, ask: Callable[[], list[Any]] | None, pauses: Pauses) -> None:
        self.pauses = pauses
        self._ask = ask
        self.answered = False
        self.useless = ""
        self.barren = True
        self.lag = 0.0
        self._visited = 0.0
        self._moving: set[tuple[str, ...]] | None = None
        self._in_vain = False

    @property
    def there(self) -> bool:
        """Say whether there is a probe at all."""
        return self._ask is not None

    def visited(self) -> None:
        """Note that a buyer has come just now."""
        self._visited = time.monotonic()

    def entries(self, *, least: int = 0) -> list[Entry]:
        """List what is stored once the last visit is, or raise NotVerified with what is wrong with the probe.

        Where fewer than the `least` are there, those that come late are waited for.
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
        self.barren = self.barren and not stored
        try:
            return [Entry(json.dumps(each, sort_keys=True, default=str)) for each in stored]
        except (TypeError, ValueError, RecursionError) as error:
            raise NotVerified(
                f"what is stored cannot be written as JSON: {error}; let the accounts be simpler"
            ) from None

    def beginning(self) -> str:
        """Tell what was stored before the run in a few letters; nothing where that is nothing, or cannot be seen."""
        try:
            stored = self._look() if self.there else []
        except NotVerified:
            return ""
        return f"{zlib.crc32(repr(stored).encode()):08x}" if stored else ""

    def count(self) -> int | None:
        """Count the entries before a buyer comes from whom the kit learns; None where they cannot be seen."""
        try:
            return len(self._settled()) if self.there else None
        except NotVerified:
            return None

    def learn(self, identifiers: Iterable[str], before: int | None) -> bool:
        """Find out what the probe shows of a buyer who was registered just now, and of itself; say whether it shows the buyer.

        `before` is how many entries there were. A probe that gives nothing is told by the contracts that look at it, so
        that it is not held against it here.
        """
        if self._ask is None:
            return False
        try:
            shown = self._await(list(identifiers), before)
            self._find_moving()
        except NotVerified:
            return False
        return shown

    def _await(self, identifiers: list[str], before: int | None) -> bool:
        """Wait until the buyer is stored, and say whether it is shown."""

        def shown(stored: list[Entry]) -> bool:
            return any(each.holds(identifiers) for each in stored)

        return shown(self._until(lambda stored: shown(stored) or (before is not None and len(stored) > before)))

    def _until(self, there: Callable[[list[Entry]], bool], *, late: bool = False) -> list[Entry]:
        """Look until something is there, and remember how long that took; after one time in vain, look once only."""
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
        """Look at the entries twice, and leave aside from now on what moved though nobody came: the time of the look, say."""
        if self._moving is not None:
            return
        before = self._look()
        self.pauses.until_next_second()  # many times are written to the second
        after = self._look()
        pairs = zip(added(after, before), added(before, after), strict=False)  # wherever in the list they are
        self._moving = {labels(path) for was, now in pairs for path in moved(was, now)}
