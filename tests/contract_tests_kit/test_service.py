"""A subject that stops serving buyers breaks at most the contract in which it stops; no later contract is said to hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace_contracts.pauses import Pauses
from marketplace_contracts.run import Run
from marketplace_contracts.service import NOBODY, Service
from marketplace_contracts.story import Broken, NotVerified, Story

Check = Callable[..., Run]
NEXT = "failures-next-buyer-served"
SHORT = Pauses(second=0.01, latest=0.2)


def after_it_stopped(run: Run) -> list[str]:
    """Return the verdicts after the contract that the kit names as the last one with a living subject."""
    [told] = [each for each in run.verdicts if each.contract.id == NEXT]
    assert told.verdict == "broken", told.reason
    last = told.expected.removeprefix("an ordinary buyer is registered after ").removesuffix(" was tried")
    ids = [each.contract.id for each in run.verdicts]
    return [each.verdict for each in run.verdicts[ids.index(last) + 1 :] if each.contract.id != NEXT]


@pytest.mark.parametrize("number", [*range(9, 24), 30, 37, 44])
def test_after_a_number_of_buyers(check: Check, number: int) -> None:
    """The subject may stop in the middle of a contract, with the contract's last visit, or after it."""
    env = {"TIRED_AFTER": str(number)}
    run = check("stopping:tired", "identity", "product", "buyer", NEXT, examples=1, env=env, pauses=SHORT)
    assert set(after_it_stopped(run)) == {"not_verified"}
    assert len(set(run.broken) - {NEXT}) <= 1
    assert run.broken[-1] == NEXT


@pytest.mark.parametrize("number", range(3, 8))
def test_after_a_visit_without_a_form(check: Check, number: int) -> None:
    run = check("stopping:shy", "buyer", NEXT, env={"SHY_AFTER": str(number)}, pauses=SHORT)
    assert set(after_it_stopped(run)) <= {"not_verified"}
    assert set(run.broken) <= {NEXT}


def test_after_a_form_that_a_contract_posts(check: Check) -> None:
    run = check("stopping:offended", "identity-claims-ignored", "identity-two-buyers", "product", NEXT, pauses=SHORT)
    assert set(after_it_stopped(run)) == {"not_verified"}
    assert NEXT in run.broken
    assert set(run.broken) <= {NEXT, "identity-claims-ignored"}


def test_for_buyers_of_one_generation_alone(check: Check) -> None:
    wanted = ("identity-without-customer-identifier", "identity-claims-ignored", "product")
    run = check("stopping:choosy", *wanted, examples=10, pauses=SHORT)
    assert run.broken == []
    assert [each.verdict for each in run.verdicts] == ["holds", *["not_verified"] * 4]
    assert NOBODY in run.verdicts[1].reason


def test_no_extra_buyer_is_registered_if_nothing_fails(check: Check) -> None:
    one = check("tiny:app", "identity-two-buyers", generation="legacy")
    two = check("tiny:app", "identity-two-buyers", "identity-same-browser", "buyer-redirect-303", generation="legacy")
    search = 8
    assert one.registrations == search + 3 * 2, "three readings with two buyers each"
    assert two.registrations == one.registrations + 1 + 2 + 1, "one in need, two in a browser, one is sent on"


def broken() -> Broken:
    return Broken(Story(), "", "")


def test_a_subject_that_may_have_been_dead_is_not_judged() -> None:
    service = Service()
    service.begin("legacy")
    service.visited(served=False, failed=True)
    with pytest.raises(NotVerified):
        service.stop(broken())
    assert service.nobody
    with pytest.raises(NotVerified):
        service.check()


@pytest.mark.parametrize("before", [True, False], ids=["before the turn", "in the turn"])
def test_a_subject_that_served_a_buyer_is_judged(before: bool) -> None:
    service = Service()
    for served in (before, not before):
        service.begin("legacy")
        if served:
            service.visited(served=True, failed=False)
    service.visited(served=False, failed=True)
    assert service.doubted
    service.stop(broken())
    assert service.nobody


@pytest.mark.parametrize("between", ["another visit", "another generation"])
def test_a_buyer_who_was_served_earlier_proves_nothing(between: str) -> None:
    service = Service()
    service.begin("concurrent" if between == "another generation" else "legacy")
    service.visited(served=True, failed=False)
    if between == "another visit":
        service.visited(served=False, failed=False)
    service.begin("legacy")
    with pytest.raises(NotVerified):
        service.stop(broken())
