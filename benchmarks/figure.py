"""A measured value beside a peer's, with its target and verdict, and the table of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit for our value, or for its ratio to the peer's."""

    of: Literal["ours", "ratio"]
    is_: Literal["at most", "at least"]
    limit: float

    def holds(self, value: float) -> bool:
        """Return whether a value is within the limit."""
        return value <= self.limit if self.is_ == "at most" else value >= self.limit

    def __str__(self) -> str:
        return f"{'' if self.of == 'ours' else 'ratio '}{self.is_} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A row: our value and a peer's, both in `unit`; `target` must be held, `aim` is what we would like.

    A value that could not be measured is None, and `missing` says why.
    """

    name: str
    ours: float | None = None
    unit: str = ""
    peer: str = ""
    theirs: float | None = None
    target: Bound | None = None
    aim: Bound | None = None
    missing: str = ""

    @property
    def ratio(self) -> float | None:
        """Our value divided by the peer's."""
        return None if self.ours is None or not self.theirs else self.ours / self.theirs

    @property
    def verdict(self) -> Literal["held", "missed", "not measured", ""]:
        """Whether the target was held."""
        held = self._holds(self.target)
        if held is None:
            return "not measured" if self.missing else ""
        return "held" if held else "missed"

    def _holds(self, bound: Bound | None) -> bool | None:
        value = None if bound is None else self.ours if bound.of == "ours" else self.ratio
        return None if bound is None or value is None else bound.holds(value)

    def cells(self) -> tuple[str, ...]:
        """Return the row's cells."""
        aim = {None: "", True: "reached", False: "not reached"}[self._holds(self.aim)]
        return (
            self.name,
            _value(self.ours, self.unit),
            self.peer,
            _value(self.theirs, self.unit),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            str(self.target or ""),
            f"{self.verdict}: {self.missing}".removeprefix(": ") if self.missing else self.verdict,
            f"{self.aim}: {aim}" if self.aim else "",
        )


HEAD = ("figure", "ours", "peer", "peer's", "ratio", "target", "verdict", "aim")


def table(figures: list[Figure]) -> str:
    """Return the figures as a Markdown table whose columns are also aligned in a terminal."""
    rows = [HEAD, *(each.cells() for each in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    )


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:,.0f} {unit}".strip() if value >= 100 or value == int(value) else f"{value:.3g} {unit}".strip()
