"""An entry of the timeline: one thing that happened, as arrows between the parties."""

from __future__ import annotations

from typing import Literal

import msgspec

from marketplace_emulator import duration
from marketplace_emulator.console.timeline.nouns_shown import Shown

Party = Literal["browser", "seller", "aws", "messages"]
Tone = Literal["good", "bad", "warn", "info", "quiet"]
PARTIES: dict[Party, str] = {"browser": "Browser", "seller": "Seller", "aws": "AWS", "messages": "Messages"}
"""The parties from left to right, with the names that people see."""


class Arrow(msgspec.Struct, frozen=True, kw_only=True):
    """Who tells whom what. `lead`, `text` and `detail` are one sentence for a screen reader, such as "Seller asks AWS:"."""

    source: Party
    target: Party
    lead: str
    text: str
    detail: str = ""
    tone: Tone = "quiet"
    is_answer: bool = False

    @property
    def way(self) -> str:
        """The two parties, such as seller-aws."""
        return f"{self.source}-{self.target}"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened; its `id` stays the same.

    `at` is by the emulator's clock, and `machine_at`, by which entries are ordered, by the machine's. `why` says which
    faults and readings decided, `facts` more about it. `page` shows all of it. `gap` says what day
    it is, if it is another one, and how much later.
    """

    id: str
    at: float
    machine_at: float
    arrows: tuple[Arrow, ...]
    about: tuple[Shown, ...] = ()
    why: tuple[tuple[Tone, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    page: str | None = None
    gap: str | None = None

    @property
    def has_raw(self) -> bool:
        """Whether it is a request with an answer, which can be shown as they were sent."""
        return self.id.startswith("exchange-")

    @property
    def time(self) -> str:
        """The time in ISO 8601."""
        return duration.iso(self.at)

    @property
    def clock_time(self) -> str:
        """The time of the day, for people."""
        return self.time[11:].removesuffix("Z")

    @property
    def tone(self) -> Tone:
        """How it ended."""
        return self.arrows[-1].tone


def took(milliseconds: float) -> str:
    """Write how long something took, for people."""
    if milliseconds < 1:
        return "under 1 ms"
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:.1f} s".replace(".0 s", " s")
