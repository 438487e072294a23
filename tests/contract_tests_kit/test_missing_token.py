"""What a framework answers by itself to a form without a token is judged like the integration's own pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace_contracts.run import Run

Check = Callable[..., Run]
EXPLAINED, PAGE = "reading-missing-token-explained", "buyer-html"


@pytest.mark.parametrize("name", ["validating", "problem"])
def test_the_json_of_a_validator_is_no_page(check: Check, name: str) -> None:
    run = check(f"echoing:{name}", EXPLAINED, PAGE)
    assert run.broken == [PAGE]
    assert [each.contract.id for each in run.of("not_verified")] == [EXPLAINED]


@pytest.mark.parametrize("name", ["blank", "titled"])
def test_a_page_with_nothing_but_a_title_explains_nothing(check: Check, name: str) -> None:
    assert check(f"echoing:{name}", EXPLAINED, PAGE).broken == [EXPLAINED]


def test_whoever_lets_everybody_sign_up_is_asked_about_it(check: Check) -> None:
    [verdict] = check("odd:opened", "failures-no-token-stores-nothing").verdicts
    assert verdict.verdict == "not_verified"
    assert "that is right if everybody may sign up at this address" in verdict.reason


def test_an_explanation_in_a_page_is_right(check: Check) -> None:
    assert check("tiny:app", EXPLAINED, PAGE).broken == []
