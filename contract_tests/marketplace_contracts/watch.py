"""What is stored, compared with what was stored before."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace_contracts import entry
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.entry import Entry
from marketplace_contracts.kit import Kit
from marketplace_contracts.story import STORE, Broken, NotVerified, Story, short

UNSEEN = "the accounts probe shows none of the buyers' identifiers, so the kit cannot tell which entry is whose"


FEWER = (
    "the accounts probe shows fewer entries than before; if each process of the subject keeps its own list in memory, "
    "let all of them store in one database"
)
PAGES = (10, 20, 25, 50, 100, 200, 250, 500, 1000)
"""Usual page sizes of lists."""


class Watch:
    """The entries at one moment, for comparison; without a probe, nothing is compared and the probe is noted as missing.

    `buyers` are those of the case. Entries of buyers of earlier cases are not counted if they come late: a subject may try
    again after the buyer has given up.
    """

    def __init__(self, kit: Kit, story: Story, buyers: Sequence[Buyer]) -> None:
        self._kit = kit
        self._story = story
        self._buyers = buyers
        self.before = self._entries()
        self.after: list[Entry] | None = None
        self._late: list[Entry] = []

    def _entries(self, *, least: int = 0) -> list[Entry] | None:
        if self._kit.style.unfinished:
            self._kit.findings.miss(self._kit.style.unfinished)
            return None
        try:
            return self._kit.probe.entries(least=least)
        except NotVerified as missing:
            self._kit.findings.miss(str(missing))
            return None

    @property
    def more(self) -> int | None:
        """How many more accounts there were at the last look, without late ones; None if they could not be seen.

        If each buyer adds entries to several tables, the table that has grown most counts.
        """
        return None if self.before is None or self.after is None else max(self._grown)

    @property
    def _grown(self) -> list[int]:
        """By how many entries each table has grown, without late ones."""
        counts = (self._kit.probe.tables.counts(each) for each in (self.before or (), self.after or (), self._late))
        return [after - before - late for before, after, late in zip(*counts, strict=True)]

    def added(self, *, least: int = 0) -> list[Entry] | None:
        """Return the entries that were added or changed since; None if they cannot be seen.

        If there are fewer than `least` more, wait for late ones.
        """
        tables = len(self._grown)
        now = self.after = self._entries(least=len(self.before or ()) + least * tables if least else 0)
        if now is None or self.before is None:
            return None
        changed = entry.added(self.before, now)
        self._late = [each for each in changed if self._is_late(each)]
        added = [each for each in changed if each not in self._late]
        late = f"; {len(self._late)} more of buyers who came earlier" if self._late else ""
        self._story.add(
            STORE,
            STORE,
            f"{self.more:+d} account(s)" + "".join(f"; {short(each.written, 160)}" for each in added[:4]) + late,
        )
        return added

    def _is_late(self, found: Entry) -> bool:
        """Return whether a new entry belongs to a buyer of an earlier case, for whom nothing like it was stored before."""
        if found.holds(name for buyer in self._buyers for name in buyer.identifiers):
            return False
        for purchase in self._kit.buyers.bought.values():
            held = [name for name in purchase.identifiers if found.holds([name])]
            if held and not any(all(each.holds([name]) for name in held) for each in self.before or ()):
                return True
        return False

    def expect_more(self, count: int, expected: str) -> list[Entry]:
        """Demand that `count` more entries are stored than before, and return the added ones."""
        added = self.added(least=count)
        if added is None:
            return []
        wrong = next((each for each in self._grown if each != count), None)
        if wrong is not None:
            self._check_whole(len(added), count)
            raise Broken(self._story, expected, f"{wrong:+d} accounts are stored{self._doubt}")
        return added

    def _check_whole(self, added: int, count: int) -> None:
        """Raise NotVerified if the probe may show only one page of a list: it shows the new entries, and fewer old ones."""
        before, after = self.before or [], self.after or []
        there, moved = len(after), sum(was != now for was, now in zip(before, after, strict=False))
        overwritten = len(before) == there and moved == added  # a list that shows a page moves all its entries on
        if added >= count > (self.more or 0) and there in PAGES and not overwritten:
            raise NotVerified(f"the accounts probe may show only {there} entries; let it show all")

    @property
    def _doubt(self) -> str:
        probe = self._kit.probe
        if (self.more or 0) < 0:
            return f"; {FEWER}"
        if not probe.empty:
            return f"; {probe.tables}" if probe.tables.seen else ""
        return (
            f", and the accounts probe has never shown any; if there should be some, does it read the database that the subject "
            f"writes, and does the subject write within {probe.pauses.latest:g} seconds?"
        )

    def of(self, identifiers: Sequence[str]) -> list[Entry] | None:
        """Return the entries that hold one of these identifiers now; None if they cannot be seen.

        They cannot be seen either if the probe did not show the first registered buyers.
        """
        style = self._kit.style
        if not style.unfinished and self._kit.probe.answered and style.works and not style.shows_buyers:
            self._kit.findings.miss(UNSEEN)
            return None
        now = self._entries()
        return None if now is None else [each for each in now if each.holds(identifiers)]
