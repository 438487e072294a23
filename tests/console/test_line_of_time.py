"""The line of an agreement's time: marks in order, the present among them, and what is left out is counted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.console.line_of_time import MOST_AFTER, MOST_BEFORE, LineOfTime, line_of_time

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


@pytest.fixture
def marketplace() -> Any:
    with Marketplace() as marketplace:
        marketplace.clock.set(NOW, frozen=True)
        yield marketplace


def accept(marketplace: Marketplace, **fields: Any) -> str:
    product = next(each for each in marketplace.products() if each["name"] == "harbor-backup")
    buyer = marketplace.create_buyer("spruce-books")
    account = buyer["customer_aws_account_id"]
    accepted = marketplace.accept_agreement(
        product_code=product["product_code"], customer_aws_account_id=account, **fields
    )
    return accepted["agreement_id"]


def line(marketplace: Marketplace, agreement_id: str) -> LineOfTime:
    due = marketplace.agenda(agreement_id=agreement_id)
    return line_of_time(marketplace.agreement(agreement_id), due, marketplace.clock.now().timestamp())


def told(found: LineOfTime) -> list[tuple[str, list[str]]]:
    return [(each.tense, [happening.name for happening in each.happenings]) for each in found.marks]


def test_past_present_and_future_stand_in_their_order(marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace, duration="P12M", auto_renew=True, free_trial=True, free_trial_days=14)
    marketplace.clock.advance("2d")
    marketplace.amend_agreement(agreement_id, entitlements={"gb_protected": 10})
    marketplace.clock.advance("1h")
    found = line(marketplace, agreement_id)
    assert found.later > 0, "messages about the renewal"
    assert told(found)[:3] == [("past", ["accept"]), ("past", ["amend"]), ("now", [])]
    assert ("future", ["end_trial"]) in told(found)
    assert told(found)[-1][0] == "future"
    assert "renew" in told(found)[-1][1]
    assert [each.gap for each in found.marks][:3] == [None, "2 days", "1 h"]
    places = [each.x for each in found.marks]
    assert places == sorted(places)
    assert 0 < places[0] <= places[-1] < 100
    assert [each.number for each in found.marks] == [*range(1, len(found.marks) + 1)]


def test_the_bands_are_the_term_and_the_trial(marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace, duration="P12M", free_trial=True, free_trial_days=14)
    found = line(marketplace, agreement_id)
    by_name = {happening.name: mark.x for mark in found.marks for happening in mark.happenings}
    assert (found.term.x, found.term.x + found.term.width) == pytest.approx((by_name["accept"], by_name["expire"]))
    assert found.trial is not None
    assert found.trial.x + found.trial.width == pytest.approx(by_name["end_trial"])


def test_a_term_without_an_end_goes_on_to_the_edge(marketplace: Marketplace) -> None:
    found = line(marketplace, accept(marketplace))
    assert found.term.x + found.term.width == 100
    assert found.trial is None


def test_what_happens_right_now_stands_before_the_present(marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace)
    marketplace.cancel_agreement(agreement_id)
    found = line(marketplace, agreement_id)
    assert told(found)[:2] == [("past", ["accept", "cancel"]), ("now", [])]
    assert all(tense == "future" for tense, _ in told(found)[2:])


def test_a_step_that_was_taken_stays_one_though_the_clock_is_set_back(marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace, duration="P12M")
    marketplace.clock.advance("-3d")
    kinds = [(mark.tense, [each.kind for each in mark.happenings]) for mark in line(marketplace, agreement_id).marks]
    assert kinds[:2] == [("now", []), ("future", ["taken"])]
    assert kinds[-1] == ("future", ["step"])


def test_a_refused_step_says_why(marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace)
    marketplace.clock.advance("1h")
    agreement = marketplace.agreement(agreement_id)
    agreement["history"].append(
        {"step": "renew", "at": agreement["accepted_at"], "details": {}, "refusal": "it has no term"}
    )
    found = line_of_time(agreement, [], marketplace.clock.now().timestamp())
    assert [each.refusal for mark in found.marks for each in mark.happenings] == [None, "it has no term"]


def test_a_long_history_is_cut_and_says_how_much(marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace, duration="P12M")
    for seats in range(30):
        marketplace.clock.advance("1h")
        marketplace.amend_agreement(agreement_id, entitlements={"gb_protected": seats})
    found = line(marketplace, agreement_id)
    tenses = [each.tense for each in found.marks]
    assert tenses.count("past") == MOST_BEFORE
    assert tenses.count("future") <= MOST_AFTER
    assert found.earlier == 31 - MOST_BEFORE
