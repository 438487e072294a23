"""A chart of usage by the hour: for each dimension the bars of what is billed, and on top of them what is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from marketplace_emulator import amounts, duration
from marketplace_emulator.console.counting import grouped
from marketplace_emulator.store import Row

HOURS = 48
"""How many hours a chart shows."""
WIDTH, HEIGHT = 480, 80
"""The size of the plot in its own units; the page stretches it."""
_SLOT = WIDTH / HOURS
_BAR = _SLOT * 0.72


@dataclass(frozen=True, slots=True)
class Bar:
    """An hour of a dimension: the quantities, as numbers for people, and in how many records they were sent."""

    hour: str
    billed: str
    not_billed: str
    records: int


@dataclass(frozen=True, slots=True)
class Plot:
    """The chart of a dimension: paths of an SVG of WIDTH by HEIGHT, the quantity at its top, and its bars, oldest first."""

    dimension: str
    most: str
    billed: str
    not_billed: str
    total_billed: str
    total_not_billed: str
    bars: Sequence[Bar]


def plots(dimensions: Iterable[str], sums: Iterable[Row], last_hour: int) -> list[Plot]:
    """Return a chart for each dimension of the HOURS that end with an hour; `sums` are those of the ledger by the hour."""
    known: dict[tuple[str, int], _Sums] = defaultdict(lambda: _Sums(0, 0, 0))
    for row in sums:
        before, of_row = known[row["dimension"], row["hour"]], _sums(row)
        known[row["dimension"], row["hour"]] = _Sums(*(sum(pair) for pair in zip(before, of_row, strict=True)))
    shown = [last_hour - duration.HOUR * back for back in reversed(range(HOURS))]
    return [_plot(dimension, shown, known) for dimension in dimensions]


class _Sums(NamedTuple):
    """The sums of an hour of a dimension, the quantities in millionths."""

    billed: int
    not_billed: int
    records: int


def _sums(row: Row) -> _Sums:
    return _Sums(
        row["whole"] * amounts.MILLION + row["parts"],
        row["unbilled_whole"] * amounts.MILLION + row["unbilled_parts"],
        row["sent"],
    )


def _plot(dimension: str, hours: Sequence[int], known: Mapping[tuple[str, int], _Sums]) -> Plot:
    sums = [known[dimension, hour] for hour in hours]
    most = max((each.billed + each.not_billed for each in sums), default=0)
    lower = [_height(each.billed, most) for each in sums]
    upper = [_height(each.not_billed, most) for each in sums]
    return Plot(
        dimension=dimension,
        most=_written(most),
        billed=_path(lower, [0.0] * len(hours)),
        not_billed=_path(upper, lower),
        total_billed=_written(sum(each.billed for each in sums)),
        total_not_billed=_written(sum(each.not_billed for each in sums)),
        bars=[
            Bar(duration.iso(hour), _written(each.billed), _written(each.not_billed), each.records)
            for hour, each in zip(hours, sums, strict=True)
        ],
    )


def _height(micros: int, most: int) -> float:
    """Return the height of a bar; what is there at all can be seen."""
    return max(round(micros / most * HEIGHT, 1), 1.5) if micros else 0.0


def _path(heights: Sequence[float], below: Sequence[float]) -> str:
    """Return the path of bars that stand on other bars."""
    return "".join(
        f"M{number * _SLOT + (_SLOT - _BAR) / 2:g} {HEIGHT - under:g}v-{height:g}h{_BAR:g}v{height:g}z"
        for number, (height, under) in enumerate(zip(heights, below, strict=True))
        if height
    )


def _written(micros: int) -> str:
    return grouped(amounts.written(micros, amounts.QUANTITY))
