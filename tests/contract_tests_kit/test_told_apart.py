"""A failure with the same page as a dead token is seen in every language and code; pages that differ accuse nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from marketplace_contracts.run import Run
from tests.contract_tests_kit.subjects.told import LANGUAGES

Check = Callable[..., Run]
APART, THROTTLED, BACK = "failures-told-apart", "failures-throttling-no-blame", "failures-token-fault-says-return"
JUDGED = (APART, THROTTLED, "failures-access-denied-no-blame", BACK, "failures-passing-says-try-again")
READ = ("french", "german", "portuguese", "english")
"""The languages whose words blame the token. Of the others, the kit knows only that the page is the same."""
MOVING = ("reference", "time", "nonce", "csrf", "echo", "greeting", "banner")
SLOWER = (
    *("german", "portuguese", "polish", "french", "plain", "coded", "api"),
    *("time", "nonce", "csrf", "echo", "greeting"),
)
"""Of a kind with others, and so left to `make nightly`."""


def most(names: Iterable[str]) -> list[Any]:
    return [pytest.param(each, marks=pytest.mark.nightly if each in SLOWER else ()) for each in names]


@pytest.mark.parametrize("name", most(LANGUAGES))
def test_one_page_for_a_dead_token_and_every_failure_is_seen(check: Check, name: str) -> None:
    run = check(f"told:{name}_wrong", *JUDGED)
    blamed = {THROTTLED, "failures-access-denied-no-blame"}
    assert set(run.broken) == (blamed if name in READ else {APART})


@pytest.mark.parametrize("name", most(LANGUAGES))
def test_another_page_for_each_failure_is_right(check: Check, name: str) -> None:
    run = check(f"told:{name}", *JUDGED, "failures-not-told-as-success")
    assert [(each.contract.id, each.reason) for each in run.of("broken")] == []
    assert APART in [each.contract.id for each in run.of("holds")]


@pytest.mark.parametrize("moves", most(MOVING))
def test_what_moves_by_itself_is_no_difference(check: Check, moves: str) -> None:
    assert check(f"told:polish_wrong_{moves}", APART).broken == [APART]


@pytest.mark.parametrize("moves", most(MOVING))
def test_what_moves_by_itself_hides_no_difference(check: Check, moves: str) -> None:
    assert [each.verdict for each in check(f"told:polish_{moves}", APART).verdicts] == ["holds"]


def test_one_page_that_tells_both_buyers_what_to_do_is_right(check: Check) -> None:
    run = check("told:english_both", *JUDGED)
    assert [(each.contract.id, each.verdict) for each in run.verdicts if each.verdict != "holds"] == []


def test_one_page_that_blames_nobody_leads_no_buyer_back(check: Check) -> None:
    assert check("good:vague", *JUDGED).broken == [BACK]


def test_one_page_that_names_all_causes_is_right(check: Check) -> None:
    assert check("good:hedging", *JUDGED).broken == []


def test_a_page_that_a_script_draws_from_what_moves_is_not_judged(check: Check) -> None:
    (verdict,) = check("told:state_wrong_reference", APART).verdicts
    assert (verdict.verdict, "told(answer)" in verdict.reason) == ("not_verified", True)


@pytest.mark.parametrize(
    ("says", "broken"),
    [
        ("('token', 'passing')", []),
        ("'token'", [THROTTLED]),
        ("'passing'", [BACK]),
    ],
)
def test_the_driver_decides_what_a_page_tells(check: Check, tmp_path: Path, says: str, broken: list[str]) -> None:
    driver(tmp_path, f"{says} if answer.status != 200 else 'success'")
    run = check("told:japanese_wrong", APART, THROTTLED, BACK, driver=str(tmp_path / "driver.py"))
    assert run.broken == broken


def test_a_driver_that_says_something_unknown_is_named(check: Check, tmp_path: Path) -> None:
    driver(tmp_path, "'oops'")
    (verdict,) = check("told:japanese", THROTTLED, driver=str(tmp_path / "driver.py")).verdicts
    assert "told() returned 'oops'; expected one of 'token', 'passing', 'ours', 'success', several" in verdict.reason


def driver(folder: Path, told: str) -> None:
    """Write a driver whose told() returns this."""
    (folder / "driver.py").write_text(
        "class Driver:\n    def register(self, buyer, form):\n        return buyer.post_form(form)\n"
        f"    def told(self, answer):\n        return {told}\n"
    )
