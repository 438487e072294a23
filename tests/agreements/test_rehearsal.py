"""A rehearsal tells what a move of the clock will do, and leaves no trace."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace, rehearsal
from marketplace_emulator.rehearsal import Rehearsed
from tests.agreements.market import ALDER, BIRCH, DAY, START, Market
from tests.agreements.test_agenda import plan


def rehearsed(market: Market, *days: float, most: int = rehearsal.MOST) -> list[Rehearsed]:
    """Rehearse moves by these numbers of days."""
    moments = [START + each * DAY for each in days]
    with market.world.transaction():
        found = rehearsal.rehearse(market.world, moments, most)
    return [found[each] for each in moments]


def test_what_the_steps_themselves_cause_is_told(market: Market) -> None:
    market.accept("contract", end_time="now+30d", auto_renew=True)
    month, half_a_year = rehearsed(market, 31, 185)
    assert (month.steps, month.exact) == ({"renew": 1}, True)
    assert (half_a_year.steps, half_a_year.exact) == ({"renew": 6}, True), "only the first renewal is planned"
    before = len(market.told())
    market.advance("31d")
    assert len(market.told()) - before == month.messages
    market.advance("154d")
    assert len(market.told()) - before == half_a_year.messages
    assert len(market.all()) == 7


def test_every_kind_of_step_is_counted_and_a_refused_one_apart(market: Market) -> None:
    market.accept("both", free_trial=True, free_trial_days=14, end_time="now+60d")
    other = market.accept("both", BIRCH)["agreement_id"]
    plan(market, START + 20 * DAY, "cancel", other)
    plan(market, START + 21 * DAY, "cancel", other)
    first, last = rehearsed(market, 15, 90)
    assert (first.steps, first.refused) == ({"end_trial": 1}, 0)
    assert (last.steps, last.refused) == ({"end_trial": 1, "cancel": 1, "expire": 1}, 1)


def test_a_step_that_another_one_calls_off_is_not_counted(market: Market) -> None:
    made = market.accept(end_time="now+60d")["agreement_id"]
    plan(market, START + 20 * DAY, "cancel", made)
    (found,) = rehearsed(market, 90)
    assert (found.steps, found.refused, found.exact) == ({"cancel": 1}, 0, True)


def test_an_acceptance_to_come_counts_once_and_so_does_its_end(market: Market) -> None:
    fields = {"product_code": market.codes["both"], "customer_aws_account_id": ALDER, "end_time": "now+3d"}
    plan(market, START + 2 * DAY, "accept", None, **fields)
    (found,) = rehearsed(market, 10)
    assert found.steps == {"accept": 1, "expire": 1}


def test_a_rehearsal_logs_nothing(market: Market, caplog: pytest.LogCaptureFixture) -> None:
    plan(market, START + DAY, "pay", market.accept("both")["agreement_id"])
    with caplog.at_level(logging.DEBUG, "marketplace_emulator"):
        (found,) = rehearsed(market, 400)
        assert found.refused == 1 and not caplog.records
        market.advance("2d")
        assert "was not taken" in caplog.text, "the real step is logged"


def test_a_rehearsal_leaves_the_state_as_it_was(market: Market) -> None:
    made = market.accept("both", end_time="now+30d", auto_renew=True)["agreement_id"]

    def state() -> object:
        return (
            market.all(),
            market.history(made),
            market.told(),
            market.marketplace.agenda(),
            market.world.due_at,
            market.world.to_deliver,
            market.marketplace.clock.now(),
        )

    before = state()
    rehearsed(market, 400)
    assert state() == before


@pytest.mark.parametrize("in_file", [False, True])
def test_a_rehearsal_is_no_change_to_this_process_or_another(tmp_path: Path, *, in_file: bool) -> None:
    store = f"sqlite:///{tmp_path}/world.db" if in_file else "sqlite://"
    with Marketplace(store=store) as marketplace, Marketplace(store=store) as other:
        marketplace.clock.freeze()
        worlds = [marketplace.world, other.world] if in_file else [marketplace.world]
        moment = marketplace.world.clock.now() + 400 * DAY

        def versions() -> list[tuple[int, int]]:
            return [each.store.changes() for each in worlds]

        before = versions()
        with marketplace.world.transaction():
            assert rehearsal.rehearse(marketplace.world, [moment])[moment].steps
        assert versions() == before
        marketplace.clock.advance("400d")
        assert all(now > then for now, then in zip(versions(), before, strict=True))


@pytest.mark.parametrize("most", [0, 1, 5])
def test_more_steps_than_may_be_tried_are_told_as_they_are_planned(market: Market, most: int) -> None:
    for number in range(4):
        market.accept("both", [ALDER, BIRCH][number % 2], end_time="now+30d", auto_renew=True)
    before, month, half_a_year = rehearsed(market, 29, 31, 185, most=most)
    assert before.exact and not before.steps
    assert month.steps == {"renew": 4} and month.exact == (most >= 4)
    assert half_a_year.steps["renew"] >= 4 and not half_a_year.exact
