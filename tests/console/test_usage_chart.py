"""The chart of usage: a bar for each hour, what is not billed on top of what is, and nothing invented in between."""

from __future__ import annotations

import re
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.console.usage_chart import HEIGHT, HOURS, plots
from marketplace_emulator.store import ledger
from marketplace_emulator.store.wanted_records import WantedRecords
from tests.usage import HOUR, plant, row

HOUR_SECONDS = 3600


def sums(marketplace: Marketplace, agreement_id: str, last: int = HOUR) -> Any:
    with marketplace.world.transaction():
        since = last - (HOURS - 1) * HOUR_SECONDS
        wanted = WantedRecords(columns={"agreement_id": agreement_id}, since=since, until=last + HOUR_SECONDS)
        return ledger.sums(marketplace.world.store, wanted, "hour")


@pytest.fixture
def agreement(marketplace: Marketplace) -> Any:
    return marketplace.agreements()[0]


def test_what_is_billed_and_what_is_not_are_apart(marketplace: Marketplace, agreement: Any) -> None:
    refused = {"billed": False, "status": "DuplicateRecord"}
    plant(marketplace, [row(agreement, "3.5"), row(agreement, "1.25", **refused), row(agreement, "1.25", **refused)])
    plot = plots(["queries", "rows_exported"], sums(marketplace, agreement["agreement_id"]), HOUR)
    queries, exported = plot
    last = queries.bars[-1]
    assert (last.billed, last.not_billed, last.records) == ("3.5", "2.5", 3)
    assert (queries.most, queries.total_billed, queries.total_not_billed) == ("6", "3.5", "2.5")
    assert (exported.most, exported.billed, exported.not_billed) == ("0", "", "")
    heights = [float(each) for path in (queries.billed, queries.not_billed) for each in re.findall(r"v-([\d.]+)", path)]
    assert sum(heights) == pytest.approx(HEIGHT, abs=0.2)
    assert heights[0] / heights[1] == pytest.approx(3.5 / 2.5, rel=0.01)


def test_each_hour_has_its_place_and_a_missed_hour_is_a_gap(marketplace: Marketplace, agreement: Any) -> None:
    hours = [0, 1, 5, HOURS - 1, HOURS]
    plant(marketplace, [row(agreement, "2", hour=HOUR - back * HOUR_SECONDS) for back in hours])
    (plot,) = plots(["queries"], sums(marketplace, agreement["agreement_id"]), HOUR)
    filled = [HOURS - 1 - number for number, bar in enumerate(plot.bars) if bar.records]
    assert sorted(filled) == [0, 1, 5, HOURS - 1]
    assert plot.billed.count("M") == 4
    assert len(plot.bars) == HOURS


def test_the_first_and_the_last_hour_are_those_with_metering(marketplace: Marketplace, agreement: Any) -> None:
    store, agreement_id = marketplace.world.store, agreement["agreement_id"]
    with marketplace.world.transaction():
        assert ledger.hours(store, agreement_id) is None
    plant(marketplace, [row(agreement, "2", hour=HOUR - back * HOUR_SECONDS) for back in (7, 3)])
    plant(marketplace, [row(marketplace.agreements()[1], "2")])
    with marketplace.world.transaction():
        assert ledger.hours(store, agreement_id) == (HOUR - 7 * HOUR_SECONDS, HOUR - 3 * HOUR_SECONDS)


def test_huge_quantities_are_summed_exactly(marketplace: Marketplace, agreement: Any) -> None:
    plant(marketplace, [row(agreement, "2147483647.999999", scope=str(number)) for number in range(500)])
    (plot,) = plots(["queries"], sums(marketplace, agreement["agreement_id"]), HOUR)
    assert plot.total_billed == "1,073,741,823,999.9995"
