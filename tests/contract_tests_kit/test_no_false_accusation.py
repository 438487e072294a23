"""Integrations that are good in their own way are accused of nothing: a false accusation costs the kit its user."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contract_tests.run import Run

Check = Callable[..., Run]
WORDS_UNKNOWN = {"finnish", "drawn"}


GOOD = [
    "redirecting",
    "elsewhere",
    "vague",
    "hedging",
    "german",
    "finnish",
    "drawn",
    "nested",
    "careful",
    "flaky",
    "stamped",
    "keyed",
    "personal",
    "recognising",
    "delegating",
]


@pytest.mark.parametrize("name", GOOD)
def test_a_good_integration_of_another_kind_is_accused_of_nothing(check: Check, name: str) -> None:
    run = check(f"good:{name}", examples=3)
    assert [(each.contract.id, each.reason) for each in run.of("broken") if each.contract.level == "must"] == []
    allowed = {"vague": {"failures-token-fault-says-return"}}.get(name, set())
    assert [(each.contract.id, each.reason) for each in run.of("broken") if each.contract.id not in allowed] == []


def test_a_buyer_whom_a_worker_stores_a_moment_later_is_waited_for(check: Check) -> None:
    looking = ("identity-two-buyers", "identity-concurrent-buyers", "replay-double-submit", "replay-nothing-reset")
    run = check("good:queued", *looking, "failures-account-kept")
    assert [(each.contract.id, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


@pytest.mark.parametrize("name", sorted(WORDS_UNKNOWN))
def test_words_that_cannot_be_read_are_not_verified(check: Check, name: str) -> None:
    run = check(f"good:{name}", "failures", examples=3)
    reasons = {each.contract.id: each.reason for each in run.of("not_verified")}
    assert "failures-explained" in reasons
    assert "drawn by a script" in reasons["failures-explained"] or "language 'fi'" in reasons["failures-explained"]
