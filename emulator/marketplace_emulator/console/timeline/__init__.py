"""The timeline: what browser, seller, AWS and messages say to each other, in the order in which it happened.

Each kind of entry has a file, whose `newest` reads a page of it by an index. The order is that of the machine's clock, which
nobody moves: the emulator's clock may stand still, or go back. What became due together, and happened in one transaction, stands
in the order of the emulator's clock. What fixture files say has happened stands before all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import ModuleType

import msgspec

from marketplace_emulator.console.timeline import attempts, exchanges, handovers, messages, steps, wanted
from marketplace_emulator.console.timeline.entry import PARTIES, Entry
from marketplace_emulator.console.timeline.gaps import with_gaps
from marketplace_emulator.console.timeline.nouns_shown import link
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.exchange_filter import ExchangeFilter
from marketplace_emulator.store.happened import LAST
from marketplace_emulator.world import World

__all__ = ["PAGE", "Entry", "Timeline", "link", "of"]

PAGE = 50
"""How many entries a page has."""
_SOURCES: Mapping[str, ModuleType] = {
    "x": exchanges,
    "s": steps,
    "m": messages,
    "a": attempts,
    "h": handovers,
}
"""The kinds of entry, by the letter that each has in a place."""
_PLACE = re.compile("-".join(f"{letter}([0-9]{{1,18}})" for letter in _SOURCES))


class Timeline(msgspec.Struct, frozen=True):
    """A page of the timeline, the oldest entry first; `older` is the place where the page before it ends, if there is one."""

    entries: Sequence[Entry]
    wanted: ExchangeFilter
    older: str | None = None
    is_newest: bool = True

    parties = PARTIES
    """Who talks, from left to right."""

    @property
    def page(self) -> str:
        """The path of the page of the whole timeline with this filter."""
        return link(self.wanted)

    @property
    def older_page(self) -> str | None:
        """The path of the page before this one; None if this is the first."""
        return None if self.older is None else link({**self.wanted, "before": self.older})


def of(
    world: World, asked: ExchangeFilter, *, before: str | None = None, until: int | None = None, limit: int = PAGE
) -> Timeline:
    """Return the newest entries that match a filter, in the current transaction; tokens are shortened.

    They come `before` a place, which the page after them names, or end with the exchange of the number `until`.

    An entry matches if all of the filter can be said of it: with an operation or a token, no step or message does. The timeline
    of an agreement has the requests about all tokens with which its buyer was sent to the seller, also forged ones.
    """
    found = wanted.read(world, asked, until)
    places = _read(before)
    read = [
        source.newest(world, found, place, limit + 1) for source, place in zip(_SOURCES.values(), places, strict=True)
    ]
    chosen: list[Entry] = []
    left = [*map(iter, read)]
    heads = [next(each, None) for each in left]
    while len(chosen) < limit and any(heads):
        number = max(_there(heads))[-1]
        head = heads[number]
        assert head is not None
        chosen.append(head[1])
        heads[number] = next(left[number], None)
    older = None
    if any(heads):
        positions = [0 if head is None else head[0] for head in heads]
        older = "-".join(f"{letter}{position}" for letter, position in zip(_SOURCES, positions, strict=True))
    return Timeline(with_gaps(chosen[::-1]), asked, older, before is None and until is None)


def _there(heads: Iterable[tuple[int, Entry] | None]) -> Iterator[tuple[float, float, int]]:
    for number, head in enumerate(heads):
        if head is not None:
            yield head[1].machine_at, head[1].at, number


def _read(before: str | None) -> list[int]:
    """Read a place: the position of the newest entry of each kind that comes before it, 0 for none."""
    if before is None:
        return [LAST] * len(_SOURCES)
    found = _PLACE.fullmatch(before)
    if found is None:
        raise Problem(
            422, f"before is {before!r}; expected the place that a link to older entries has, or leave it out"
        )
    return [int(each) for each in found.groups()]
