"""An agreement's history and what is in store for it, as marks on one line with the present among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any, Literal

from marketplace_emulator import duration
from marketplace_emulator.console.length_of_time import roughly
from marketplace_emulator.control.agenda import DueItem
from marketplace_emulator.control.agreements import AgreementInFull

MOST_BEFORE, MOST_AFTER = 7, 6
"""How many marks there are before the present, and after it."""
_IDENTIFIERS = {"name", "product_code", "customer_aws_account_id", "agreement_id", "license_arn"}
"""Members of a step that say which agreement it is about, and nothing of what happened."""
Kind = Literal["taken", "step", "term", "event", "attempt"]


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened at a mark, or will: a step that was taken, or one that is due. One that was due may have been refused."""

    kind: Kind
    name: str
    details: Mapping[str, Any]
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment on the line, at `x` hundredths of it. `gap` is how long after the mark before; the present has no happenings."""

    number: int
    at: str
    x: float
    gap: str | None
    tense: Literal["past", "now", "future"]
    happenings: Sequence[Happening]


@dataclass(frozen=True, slots=True)
class Band:
    """A part of the line, in hundredths of it, such as the term or the free trial."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class LineOfTime:
    """The line: its marks, where the present is, and how many moments before and after are left out."""

    marks: Sequence[Mark]
    now_x: float
    term: Band
    trial: Band | None
    earlier: int
    later: int


def line_of_time(agreement: AgreementInFull, due: Iterable[DueItem], now: float) -> LineOfTime:
    """Return the line of an agreement at a time. Distances are not to scale, so that minutes and years both fit."""
    moments: dict[float, list[Happening]] = {}
    for at, happening in (*_happened(agreement), *_in_store(due), *_term(agreement)):
        moments.setdefault(at, []).append(happening)
    for found in moments.values():  # what a step says already need not be said of the term
        if any(each.kind in ("taken", "step") for each in found):
            found[:] = [each for each in found if each.kind != "term"]
    before = sorted(at for at in moments if at <= now)
    after = _foremost({at: found for at, found in moments.items() if at > now})
    shown = [*before[-MOST_BEFORE:], now, *after]
    present, places = len(before[-MOST_BEFORE:]), _places(shown)
    marks = [
        Mark(
            number=number + 1,
            at=duration.iso(at),
            x=places[number],
            gap=roughly(at - shown[number - 1]) if number and at - shown[number - 1] >= 1 else None,
            tense="now" if number == present else "past" if number < present else "future",
            happenings=[] if number == present else moments[at],
        )
        for number, at in enumerate(shown)
    ]
    return LineOfTime(
        marks=marks,
        now_x=places[present],
        term=_band(_seconds(agreement["start_time"]), _seconds(agreement["end_time"]), shown, places),
        trial=_trial(agreement, shown, places),
        earlier=len(before) - present,
        later=len(moments) - len(before) - len(after),
    )


def _foremost(moments: Mapping[float, Sequence[Happening]]) -> list[float]:
    """Return the moments to show, in order: steps and the term before messages, and of each the next ones."""
    only_messages = {at: all(each.kind in ("event", "attempt") for each in found) for at, found in moments.items()}
    return sorted(sorted(moments, key=lambda at: (only_messages[at], at))[:MOST_AFTER])


def _happened(agreement: AgreementInFull) -> Iterator[tuple[float, Happening]]:
    for each in agreement["history"]:
        details = {name: value for name, value in each["details"].items() if name not in _IDENTIFIERS}
        yield _seconds(each["at"]), Happening("taken", each["step"], details, each["refusal"])


def _in_store(due: Iterable[DueItem]) -> Iterator[tuple[float, Happening]]:
    for each in due:
        yield _seconds(each["at"]), Happening(each["kind"], each["name"], each["fields"])


def _term(agreement: AgreementInFull) -> Iterator[tuple[float, Happening]]:
    start, end, trial = agreement["start_time"], agreement["end_time"], agreement["free_trial_ends_at"]
    yield _seconds(start), Happening("term", "The term begins", {})
    if _seconds(end) < duration.NEVER:
        yield _seconds(end), Happening("term", "The term ends", {})
    if trial is not None:
        yield _seconds(trial), Happening("term", "The free trial ends", {})


def _seconds(iso: str) -> float:
    return duration.moment(iso, 0)


def _places(shown: Sequence[float]) -> list[float]:
    """Return where each moment is in hundredths: a longer gap is a little wider, and no mark is on the edge."""
    gaps = [2 + math.log1p((later - earlier) / 3600) / 3 for earlier, later in pairwise(shown)]
    inner = 94 / (sum(gaps) or 1)
    return [round(3 + each * inner, 2) for each in accumulate(gaps, initial=0.0)]


def _band(start: float, end: float, shown: Sequence[float], places: Sequence[float]) -> Band:
    left, right = _place(start, shown, places), _place(end, shown, places)
    return Band(left, round(max(right - left, 0), 2))


def _place(at: float, shown: Sequence[float], places: Sequence[float]) -> float:
    if at < shown[0]:
        return 0.0
    if at > shown[-1]:
        return 100.0
    return next(place for moment, place in zip(shown, places, strict=True) if moment >= at)


def _trial(agreement: AgreementInFull, shown: Sequence[float], places: Sequence[float]) -> Band | None:
    ends = agreement["free_trial_ends_at"]
    if ends is None and not agreement["free_trial"]:
        return None
    end = _seconds(agreement["end_time"] if ends is None else ends)
    return _band(_seconds(agreement["start_time"]), end, shown, places)
