"""Requests that come at once meet in every run, and a subject that makes them wait for each other is not accused."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

import pytest

from marketplace_contracts.interleaving import Interleaving
from marketplace_contracts.pauses import Pauses
from marketplace_contracts.run import Run

Check = Callable[..., Run]
TWICE, BUYERS = "replay-concurrent-double-submit", "identity-concurrent-buyers"
QUICK = Pauses(second=0.01, latest=0.3, gate=0.4)


def verdicts(run: Run) -> dict[str, str]:
    """Return the verdicts by contract."""
    return {each.contract.id: each.verdict for each in run.verdicts}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("subject", "contract"),
    [("unlocked", TWICE), ("by_token_only", TWICE), ("awaiting", TWICE), ("shared", BUYERS)],
)
def test_a_race_is_met_in_every_run(check: Check, subject: str, contract: str, seed: int) -> None:
    assert verdicts(check(f"racing:{subject}", contract, seed=seed)) == {contract: "broken"}


def test_a_race_is_met_although_the_machine_was_busy_once(check: Check) -> None:
    assert verdicts(check("racing:stalled", BUYERS)) == {BUYERS: "broken"}


@pytest.mark.parametrize("subject", ["by_token", "unique", "awaiting_in_turn"])
def test_a_right_one_is_not_accused(check: Check, subject: str) -> None:
    assert verdicts(check(f"racing:{subject}", TWICE, BUYERS, pauses=QUICK)) == {TWICE: "holds", BUYERS: "holds"}


@pytest.mark.parametrize("subject", ["one_worker", "impatient"])
def test_one_worker_is_not_verified_and_costs_a_few_waits(check: Check, subject: str) -> None:
    started = time.monotonic()
    run = check(f"racing:{subject}", TWICE, BUYERS, pauses=QUICK)
    assert verdicts(run) == {TWICE: "not_verified", BUYERS: "not_verified"}
    reasons = {each.reason for each in run.verdicts}
    assert len(reasons) == 1
    assert "asked AWS for the second buyer only after the first was answered" in reasons.pop()
    assert time.monotonic() - started < 60, "the gate is waited for twice, not in every case"


@pytest.mark.nightly  # the gate waits in vain many times
def test_buyers_who_never_met_again_are_not_verified(check: Check) -> None:
    assert verdicts(check("racing:dwindling", BUYERS, pauses=QUICK)) == {BUYERS: "not_verified"}


def test_interleaved_calls_change_between_any_two_calls_of_the_code() -> None:
    """Two threads that look and then add, a million times too quick to meet by chance, both find nothing."""
    interleaving, together = Interleaving(), threading.Barrier(2)
    found: list[int] = []

    def look_and_add(_: object) -> None:
        together.wait()
        if not found.count(1):
            found.append(1)

    call, met = interleaving.around(look_and_add), 0
    for _ in range(20):  # a busy machine may keep one thread waiting for longer than the other pauses
        found.clear()
        with interleaving.on():
            both = [threading.Thread(target=call, args=(None,)) for _ in range(2)]
            for each in both:
                each.start()
            for each in both:
                each.join()
        met += len(found) == 2
    assert met


def test_interleaving_leaves_other_profilers_alone() -> None:
    interleaving = Interleaving()
    seen: list[str] = []

    def profile(*_: object) -> None:
        seen.append("")

    before = sys.getprofile(), threading.getprofile()
    sys.setprofile(profile)
    try:
        with interleaving.on():
            interleaving.around(len)([1])
        assert sys.getprofile() is profile
    finally:
        sys.setprofile(before[0])
    assert threading.getprofile() is before[1]
