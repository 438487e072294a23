"""A story drawn as a sequence diagram."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from marketplace_contracts.story import AWS, BUYER, KIT, STORE, SUBJECT, Step

NAMES = {BUYER: "Buyer", SUBJECT: "Your integration", AWS: "AWS Marketplace", STORE: "What is stored"}
PLACES = {BUYER: 120, SUBJECT: 480, AWS: 840}
WIDTH = 1000
LINE = 15
CHARACTERS = {1: 46, 2: 96}
NOTE_CHARACTERS = 118


@dataclass(frozen=True)
class Arrow:
    """One drawn step: an arrow between two lifelines, or a note across them; the text `lines` are above it."""

    top: int
    lines: Sequence[str]
    x1: int
    x2: int
    note: bool

    @property
    def y(self) -> int:
        return self.top + len(self.lines) * LINE + 6

    @property
    def bottom(self) -> int:
        return self.y + 18

    @property
    def middle(self) -> int:
        return (self.x1 + self.x2) // 2


class Drawing:
    """A story's arrows, one below the other."""

    width = WIDTH

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps

    @property
    def actors(self) -> list[tuple[str, int]]:
        return [(NAMES[who], place) for who, place in PLACES.items()]

    @cached_property
    def arrows(self) -> list[Arrow]:
        top, arrows = 50, []
        for step in self.steps:
            note = step.who in (KIT, STORE) or step.who not in PLACES or step.whom not in PLACES
            if note:
                who = "AWS " if step.who == KIT and step.whom == AWS else "Stored: " if step.who == STORE else ""
                lines = textwrap.wrap(who + step.what, NOTE_CHARACTERS) or [""]
                arrow = Arrow(top + 4, lines, 40, WIDTH - 40, note=True)
            else:
                apart = abs(list(PLACES).index(step.who) - list(PLACES).index(step.whom))
                lines = textwrap.wrap(step.what, CHARACTERS[max(1, apart)], break_on_hyphens=False) or [""]
                arrow = Arrow(top, lines[:6], PLACES[step.who], PLACES[step.whom], note=False)
            arrows.append(arrow)
            top = arrow.bottom
        return arrows

    @property
    def height(self) -> int:
        return (self.arrows[-1].bottom if self.arrows else 50) + 10
