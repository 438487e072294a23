"""The agenda lists what is due next, which is what a move of the clock then does."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Marketplace, Refused
from tests.ports import free_port

CREATED, UPDATED = "Purchase Agreement Created - Proposer", "License Updated - Manufacturer"


@pytest.fixture
def agreement(marketplace: Marketplace) -> Any:
    """Return an agreement for a month, made on a frozen clock, of the only buyer who is due for anything."""
    marketplace.clock.set("2027-01-01T00:00:00Z", frozen=True)
    for each in marketplace.agreements(status="ACTIVE"):
        marketplace.terminate_agreement(each["agreement_id"])
    marketplace.clock.advance("2h")
    code = next(each["product_code"] for each in marketplace.products() if each["name"] == "harbor-backup")
    return marketplace.accept_agreement(
        product_code=code, customer_aws_account_id="210987654321", name="month", end_time="now+30d"
    )


def test_what_is_due_is_listed_in_its_order(marketplace: Marketplace, agreement: Any) -> None:
    agreement_id = agreement["agreement_id"]
    found = marketplace.agenda()
    assert [(each["at"], each["kind"], each["name"], each["agreement_id"]) for each in found] == [
        ("2027-01-01T02:00:11Z", "event", CREATED, agreement_id),
        ("2027-01-01T02:01:12Z", "event", UPDATED, agreement_id),
        ("2027-01-31T02:00:00Z", "step", "expire", agreement_id),
    ]
    assert all(each["event_id"] for each in found[:2])
    assert found[2]["event_id"] is None
    assert found[2]["fields"] == {}
    assert {each["subscription_id"] for each in found} == {None}
    assert marketplace.agenda(kind="step") == found[2:]
    assert marketplace.agenda(until="now+1m") == found[:1]
    assert marketplace.agenda(until="2027-01-01T02:01:12Z", kind="event") == found[:2]
    assert marketplace.agenda(agreement_id=marketplace.agreements()[0]["agreement_id"]) == []


def test_a_move_of_the_clock_does_what_was_due_by_then(marketplace: Marketplace, agreement: Any) -> None:
    before = marketplace.agenda()
    marketplace.clock.advance("1m")
    assert marketplace.agenda() == before[1:]
    marketplace.clock.advance("30d")
    after = marketplace.agenda()
    assert [each["name"] for each in after] == ["License Deprovisioned - Manufacturer"]
    assert after[0]["at"] == "2027-01-31T03:00:00Z"
    assert marketplace.agreement(agreement["agreement_id"])["status"] == "EXPIRED"
    marketplace.clock.advance("1h")
    assert marketplace.agenda() == []


def test_what_a_restored_snapshot_has_due_is_done_again(marketplace: Marketplace, agreement: Any) -> None:
    marketplace.amend_agreement(agreement["agreement_id"], auto_renew=True)
    marketplace.set_timings(created="1s")
    marketplace.snapshot("before")
    due, timings = marketplace.agenda(), marketplace.timings()
    marketplace.clock.advance("100d")
    marketplace.set_timings(created="2s")
    after = (marketplace.agreements(), [(each["type"], each["at"]) for each in marketplace.events()])
    marketplace.restore("before")
    assert (marketplace.agenda(), marketplace.timings()) == (due, timings)
    marketplace.clock.advance("100d")
    assert (marketplace.agreements(), [(each["type"], each["at"]) for each in marketplace.events()]) == after


@pytest.mark.parametrize("start", ["2027-01-01T00:00:00.123456Z", "1970-01-01T00:00:10.1Z", "9998-01-01T00:00:00.7Z"])
def test_pages_have_everything_once(marketplace: Marketplace, start: str) -> None:
    marketplace.clock.set(start, frozen=True)
    code = next(each["product_code"] for each in marketplace.products() if each["name"] == "harbor-backup")
    marketplace.create_agreements(40, product_code=code)
    whole = marketplace.agenda()
    assert len(whole) >= 80
    found, cursor = [], ""
    while True:
        page = marketplace.request("GET", f"/agenda?limit=7{cursor}")
        found += page["items"]
        if page["next"] is None:
            break
        assert len(page["items"]) == 7
        cursor = f"&cursor={page['next']}"
    assert found == whole
    assert marketplace.agenda(limit=50) == whole[:50]


def test_a_waiting_attempt_is_due(marketplace: Marketplace, agreement: Any) -> None:
    nobody = marketplace.subscribe(f"http://127.0.0.1:{free_port()}/")["subscription_id"]
    marketplace.clock.advance("11s")
    found = [each for each in marketplace.agenda() if each["kind"] == "attempt"]
    assert [each["subscription_id"] for each in found] == [nobody]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("until=soon", 422, "until: 'soon' is not a time"),
        ("kind=message", 422, 'kind is "message", expected attempt or event or step'),
        ("agreement_id=nobody", 404, "there is no agreement 'nobody'"),
        ("cursor=7", 422, 'cursor is "7", expected the `next` of the page before'),
        ("limit=0", 422, "limit is 0, expected a whole number of at least 1"),
        ("product=x", 422, "'product' is not a field"),
    ],
)
def test_a_wrong_question_is_refused(marketplace: Marketplace, query: str, status: int, said: str) -> None:
    with pytest.raises(Refused) as refused:
        marketplace.request("GET", f"/agenda?{query}")
    assert (refused.value.status, said in str(refused.value)) == (status, True), str(refused.value)
