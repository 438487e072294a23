"""The moves of the clock that the switchboard offers, each with what would happen until then, in words and numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from marketplace_emulator import duration, rehearsal
from marketplace_emulator.agreements import STEPS
from marketplace_emulator.console.counting import counted
from marketplace_emulator.rehearsal import Rehearsed
from marketplace_emulator.store import due
from marketplace_emulator.world import World

HOUR, DAY = 3600.0, 86_400.0
ASKED = 100
"""The most steps that are tried for a person who asks for a time of their own."""


class Move(NamedTuple):
    """A move of the clock to a time, and what would happen: `counts` is empty if nothing would.

    `member` and `value` are what the clock's form sends.
    """

    name: str
    member: Literal["by", "to"]
    value: str
    at: str
    counts: Sequence[str]
    is_exact: bool = True
    is_back: bool = False


def moves(world: World, chosen: float | None) -> list[Move]:
    """Return the moves that the switchboard offers, and the one to a `chosen` time."""
    now = world.clock.now()
    named = [each for each in _named(world, now, chosen) if each[3] <= duration.LATEST]
    most = rehearsal.MOST if chosen is None else ASKED
    found = rehearsal.rehearse(world, {at for *_, at in named if at > now}, most)
    return [_move(*each, now, found) for each in named]


def _named(world: World, now: float, chosen: float | None) -> Iterator[tuple[str, Literal["by", "to"], str, float]]:
    yield "1 hour on", "by", "1h", now + HOUR
    yield "1 day on", "by", "1d", now + DAY
    for row in due.page(world.store, 1, due.after(now)):
        at = math.ceil(row["at"] * 1000) / 1000  # the first whole millisecond, as the clock is shown, when it is due
        yield "Next thing due", "to", str(at), at
    yield "End of the month", "to", str(duration.month_end(now)), duration.month_end(now)
    if chosen is not None:
        yield "Your own time", "to", str(chosen), chosen


def _move(
    name: str, member: Literal["by", "to"], value: str, at: float, now: float, found: Mapping[float, Rehearsed]
) -> Move:
    shown = duration.iso(at)
    if at <= now:
        return Move(name, member, value, shown, (), is_back=at < now)
    return Move(name, member, value, shown, counts(found[at]), found[at].exact)


def counts(rehearsed: Rehearsed) -> list[str]:
    """Write what happens as numbers with words, such as `2 renewals` and `7 messages`."""
    found = [counted(number, called(step)) for step, number in rehearsed.steps.items()]
    for number, one, many in (
        (rehearsed.refused, "step is refused", "steps are refused"),
        (rehearsed.messages, "message", None),
        (rehearsed.attempts, "more attempt to deliver", "more attempts to deliver"),
    ):
        if number:
            found.append(counted(number, one, many))
    return found


def called(step: str) -> str:
    """Return what a step is called, such as renewal."""
    name: str = getattr(STEPS.get(step), "NAME", step.replace("_", " "))
    return name
