"""What the page of an agreement shows of its usage: the charts of the last hours with metering, and the ledger beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from marketplace_emulator import duration
from marketplace_emulator.console.usage_chart import HOURS, Plot, plots
from marketplace_emulator.control.ledger import LedgerLine, LedgerTotal, by_dimension
from marketplace_emulator.store import Row, dimensions, ledger
from marketplace_emulator.store.wanted_records import WantedRecords
from marketplace_emulator.world import World

MOST_PLOTS, MOST_LINES = 5, 15
"""How many dimensions have a chart, and a line of the ledger."""
Span = Literal["hours", "month"]
"""What the ledger covers: the hours of the charts, or the whole month in which they end."""


@dataclass(frozen=True, slots=True)
class UsageView:
    """The charts, from an hour to an hour, the dimensions without one, the hours before, and the ledger of a span."""

    plots: Sequence[Plot]
    without_plot: Sequence[str]
    first_hour: str
    last_hour: str
    hours_before: int
    dimensions: dict[str, Row]
    span: Span
    month: str
    lines: Sequence[LedgerLine]
    more_lines: int
    total: LedgerTotal


def usage_view(world: World, agreement_id: str, product_code: str, span: Span) -> UsageView | None:
    """Return what there is of an agreement's usage; None if none was ever sent."""
    found = ledger.hours(world.store, agreement_id)
    if found is None:
        return None
    first, last = found
    since = last - (HOURS - 1) * duration.HOUR
    month = datetime.fromtimestamp(last, UTC).replace(day=1, hour=0)
    begin = month.timestamp() if span == "month" else since
    of_agreement = {"agreement_id": agreement_id}
    wanted = WantedRecords(columns=of_agreement, since=min(begin, since), until=last + duration.HOUR)
    every = ledger.sums(world.store, wanted, "hour")
    sums = [row for row in every if row["hour"] >= since]
    known = dict(dimensions.of_product(world.store, product_code))
    sent = {row["dimension"] for row in sums}
    shown = [key for key, each in known.items() if each["externally_metered"] or key in sent]
    shown.sort(key=lambda key: key not in sent)
    lines, total = by_dimension(world.store, [row for row in every if row["hour"] >= begin])
    return UsageView(
        plots=plots(shown[:MOST_PLOTS], sums, last),
        without_plot=shown[MOST_PLOTS:],
        first_hour=duration.iso(since),
        last_hour=duration.iso(last),
        hours_before=max(0, (since - first) // duration.HOUR),
        dimensions=known,
        span=span,
        month=f"{month:%B %Y}",
        lines=lines[:MOST_LINES],
        more_lines=len(lines[MOST_LINES:]),
        total=total,
    )
