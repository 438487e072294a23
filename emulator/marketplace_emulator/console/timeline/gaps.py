"""Say between two entries on which day it is, and how much later, or earlier, by the emulator's clock."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from marketplace_emulator.console.length_of_time import roughly
from marketplace_emulator.console.timeline.entry import Entry

LEAST = 60.0
"""How many seconds the emulator's clock goes on, or back, beside the machine's, before that is told."""
LONG = 3600.0
"""How many seconds later is told although both clocks went on."""


def with_gaps(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries, each with the words that say what day it is, if it is another day, and how much later."""
    told = [msgspec.structs.replace(each, gap=_day(each.at)) for each in entries[:1]]
    for before, entry in itertools.pairwise(entries):
        words = [_between(entry.at - before.at, entry.machine_at - before.machine_at)]
        if _day(before.at) != _day(entry.at):
            words.insert(0, _day(entry.at))
        gap = ", ".join(each for each in words if each)
        told.append(msgspec.structs.replace(entry, gap=gap) if gap else entry)
    return told


def _between(clock: float, machine: float) -> str:
    if clock < -LEAST:
        return f"{roughly(-clock)} earlier by the emulator's clock"
    if clock >= LONG or clock > machine + LEAST:
        return f"{roughly(clock)} later"
    return ""


def _day(at: float) -> str:
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment.day} {moment:%B %Y}"
