"""Where the kit cannot tell success from failure, no contract that depends on it holds; where numbers or cookies tell it, none is broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace_contracts.run import Run

Check = Callable[..., Run]
AS_SUCCESS = "failures-not-told-as-success"
DEPENDING = (
    *(
        "failures-next-buyer-served",
        "failures-token-works-later",
        "failures-explained",
        "failures-passing-says-try-again",
    ),
    *("product-other-refused", "replay-reload-accepted", "identity-two-buyers", "failures-throttling-no-blame"),
)


@pytest.mark.parametrize("name", ["echo", "received"])
def test_one_page_for_every_outcome_is_success_for_all(check: Check, name: str) -> None:
    run = check(f"echoing:{name}", AS_SUCCESS, *DEPENDING)
    assert run.broken == [AS_SUCCESS]
    stored = {
        "failures-next-buyer-served",
        "failures-token-works-later",
        "replay-reload-accepted",
        "identity-two-buyers",
    }
    assert {each.contract.id for each in run.of("holds")} == stored, "the probe shows these"


@pytest.mark.parametrize("name", ["echo", "received"])
def test_without_a_probe_nothing_that_depends_on_success_holds(check: Check, name: str) -> None:
    run = check(f"echoing:{name}", AS_SUCCESS, *DEPENDING, accounts=None)
    assert run.broken == [AS_SUCCESS]
    assert run.of("holds") == []


@pytest.mark.parametrize("name", ["numbered", "session"])
def test_a_number_or_a_session_tells_success_from_failure(check: Check, name: str) -> None:
    run = check(f"echoing:{name}", AS_SUCCESS, "product-other-refused", "replay-reload-accepted", "identity-two-buyers")
    assert [(each.contract.id, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


def test_success_in_ever_other_words_is_not_recognised(check: Check) -> None:
    (verdict,) = check("echoing:varied", AS_SUCCESS).verdicts
    assert (verdict.verdict, "accepted(answer)" in verdict.reason) == ("not_verified", True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("session", "a script draws the page"),
        ("loading", "the page has scripts and only words that every page of the subject has"),
        ("coded", "the buyer gets JSON and no page"),
    ],
)
def test_the_reason_why_a_page_is_not_judged_is_true(check: Check, name: str, said: str) -> None:
    (verdict,) = check(f"echoing:{name}", "failures-explained").verdicts
    assert (verdict.verdict, said in verdict.reason) == ("not_verified", True), verdict.reason
