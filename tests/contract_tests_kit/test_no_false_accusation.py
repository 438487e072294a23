"""Integrations that are good in their own way are accused of nothing: a false accusation costs the kit its user."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace_contracts.run import Run

Check = Callable[..., Run]
WORDS_UNKNOWN = {
    "finnish": "the page's language (fi) is none",
    "swedish": "the page's language (not named) is none",
    "japanese": "the page's language (not named) is none",
    "drawn": "the page is drawn by a script",
}


GOOD = [
    "redirecting",
    "elsewhere",
    "vague",
    "hedging",
    "german",
    "finnish",
    "swedish",
    "japanese",
    "drawn",
    "nested",
    "careful",
    "flaky",
    "stamped",
    "keyed",
    "personal",
    "recognising",
    "delegating",
    "named",
]


@pytest.mark.no_cover
@pytest.mark.parametrize("name", GOOD)
def test_a_good_integration_of_another_kind_is_accused_of_nothing(check: Check, name: str) -> None:
    run = check(f"good:{name}", examples=3)
    assert [(each.contract.id, each.reason) for each in run.of("broken") if each.contract.level == "must"] == []
    allowed = {"vague": {"failures-token-fault-says-return"}}.get(name, set())
    assert [(each.contract.id, each.reason) for each in run.of("broken") if each.contract.id not in allowed] == []


FAIR = [
    "saying",
    "polish",
    "latin",
    "advising",
    "quoting",
    "shell",
    "hosted",
    "asking",
    "counting",
    "hashing",
    "paged",
    "sessional",
    "shuffling",
]


@pytest.mark.no_cover
@pytest.mark.parametrize("name", FAIR)
def test_what_is_said_or_shown_in_another_way_is_no_mistake(check: Check, name: str) -> None:
    run = check(f"fair:{name}", examples=1)
    assert [(each.contract.id, each.reason) for each in run.of("broken")] == []
    assert len(run.of("holds")) > len(run.of("not_verified"))


def test_a_buyer_whom_a_worker_stores_a_moment_later_is_waited_for(check: Check) -> None:
    looking = ("identity-two-buyers", "identity-concurrent-buyers", "replay-double-submit", "replay-nothing-reset")
    run = check("good:queued", *looking, "failures-account-kept")
    assert [(each.contract.id, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


@pytest.mark.parametrize("name", sorted(WORDS_UNKNOWN))
def test_words_that_cannot_be_read_are_not_verified(check: Check, name: str) -> None:
    run = check(f"good:{name}", "failures", examples=3)
    reasons = {each.contract.id: each.reason for each in run.of("not_verified")}
    for contract in ("failures-explained", "failures-passing-says-try-again"):
        assert WORDS_UNKNOWN[name] in reasons[contract]
