"""The kit waits for two answers of a kind that come too late, and then for no more of that kind, in every family."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace_contracts.run import Run
from marketplace_contracts.story import NotVerified, Story
from marketplace_contracts.timeouts import FAILING, WITH_TOKEN, WITHOUT_TOKEN, Timeouts
from tests.contract_tests_kit.subjects import slow

Check = Callable[..., Run]
STORY = Story()


def test_a_subject_that_answers_every_form_late_is_left_alone_after_two(check: Check) -> None:
    run = check("slow:forms", examples=2, patience=slow.PATIENCE)
    assert run.broken in ([], ["failures-in-bounded-time"])
    assert slow.forms.slept <= 4
    said = f"not tried: 2 {WITH_TOKEN} in a row got no answer within {slow.PATIENCE} s (--patience)"
    assert sum(said in each.reason for each in run.of("not_verified")) > 20
    assert run.code == 3


def test_failures_that_are_answered_late_are_tried_twice_and_reported_once(check: Check) -> None:
    before = slow.failures.slept
    run = check("slow:failures", "failures", "leaks", "machine", examples=2, patience=slow.PATIENCE)
    assert run.broken == ["failures-in-bounded-time"]
    assert slow.failures.slept - before == 2
    followers = {each.contract.id for each in run.follows["failures-in-bounded-time"]}
    assert {"failures-explained", "failures-account-kept", "leaks-token-in-page"} <= followers


def test_failures_that_an_earlier_contract_waited_for_are_reported_too(check: Check) -> None:
    before = slow.failures.slept
    run = check(
        "slow:failures", "product-missing-not-assumed", "failures-in-bounded-time", examples=2, patience=slow.PATIENCE
    )
    assert run.broken == ["failures-in-bounded-time"]
    assert slow.failures.slept - before == 2
    told = [step.what for step in run.of("broken")[0].story.steps]  # type: ignore[union-attr]
    assert "leaves ProductCode out of its answers" in told


def test_a_page_that_opens_late_breaks_the_contract_of_the_page_alone(check: Check) -> None:
    run = check("slow:page", "buyer", "identity-two-buyers", patience=slow.PATIENCE)
    assert run.broken == ["buyer-get-page"]
    assert slow.page.slept <= 5
    assert "identity-two-buyers" in [each.contract.id for each in run.of("holds")]


def test_an_answer_in_time_begins_the_count_anew() -> None:
    timeouts = Timeouts(30.0)
    for in_time in (False, True, False):
        timeouts.came(WITH_TOKEN, STORY, in_time=in_time)
        timeouts.check(WITH_TOKEN)
    timeouts.came(WITH_TOKEN, STORY, in_time=False)
    with pytest.raises(NotVerified, match="forms with a token in a row got no answer within 30 s"):
        timeouts.check(WITH_TOKEN)
    timeouts.check(WITHOUT_TOKEN)


def test_two_failures_that_are_answered_late_are_enough_even_if_others_are_not() -> None:
    timeouts = Timeouts(30.0)
    for in_time in (False, True, False):
        timeouts.check(FAILING)
        timeouts.came(FAILING, STORY, in_time=in_time)
    timeouts.came(FAILING, STORY, in_time=True)
    with pytest.raises(NotVerified) as raised:
        timeouts.check(FAILING)
    assert (raised.value.cause, raised.value.hindered) == ("failures-in-bounded-time", False)
