"""Each step: when it is legal, what it changes, and what AWS tells."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator.duration import BadTime
from marketplace_emulator.store.problems import Conflict
from tests.agreements.market import BIRCH, DAY, START, Market

CREATED, ENDED = "Purchase Agreement Created - Proposer", "Purchase Agreement Ended - Proposer"
UPDATED, GONE = "License Updated - Manufacturer", "License Deprovisioned - Manufacturer"
AMENDED = "Purchase Agreement Amended - Proposer"


def test_an_agreement_that_renews_by_itself_goes_on_with_the_same_duration(market: Market) -> None:
    first = market.accept(duration="P1M", auto_renew=True, entitlements={"seats": 5}, name="acme")
    market.advance("100d")
    chain = market.all()
    assert [each["status"] for each in chain] == ["RENEWED", "RENEWED", "RENEWED", "ACTIVE"]
    assert [(each["start_time"] - START) / DAY for each in chain] == [0, 31, 59, 90]
    assert [each["name"] for each in chain] == ["acme", "acme (2)", "acme (3)", "acme (4)"]
    assert {each["initial_agreement_id"] for each in chain} == {first["agreement_id"]}
    assert [each["previous_agreement_id"] for each in chain[1:]] == [each["agreement_id"] for each in chain[:-1]]
    assert len({each["license_arn"] for each in chain}) == 4
    entitled = market.marketplace.request("GET", "/entitlements")["items"]
    assert [(each["value"], each["in_force"]) for each in entitled] == [(5, False)] * 3 + [(5, True)]


def test_a_renewal_by_hand_ends_one_agreement_and_begins_another(market: Market) -> None:
    first = market.accept(end_time="now+30d")
    market.advance("10d")
    second = market.take("renew", first["agreement_id"])
    market.advance("2h")
    assert market.agreement(first["agreement_id"])["status"] == "RENEWED"
    assert second["end_time"] - second["start_time"] == 30 * DAY
    assert market.told(first["agreement_id"]) == [CREATED, UPDATED, ENDED, GONE]
    assert market.told(second["agreement_id"]) == [CREATED, UPDATED]
    assert [each[0] for each in market.history(second["agreement_id"])] == ["renew"]


@pytest.mark.parametrize(
    ("product", "step", "fields", "told"),
    [
        ("contract", "amend", {"entitlements": {"seats": 9}}, ["entitlement-updated"]),
        ("contract", "amend", {"auto_renew": True}, []),
        ("contract", "renew", {}, ["entitlement-updated"]),
        ("contract", "replace", {}, ["subscribe-success", "entitlement-updated"]),
        ("contract", "cancel", {}, ["unsubscribe-pending", "entitlement-updated", "unsubscribe-success"]),
        ("usage", "terminate", {}, ["unsubscribe-pending", "unsubscribe-success"]),
        ("usage", "expire", {}, ["unsubscribe-pending", "unsubscribe-success"]),
        ("both", "amend", {"entitlements": {"seats": 9}}, [AMENDED, UPDATED]),
        ("both", "amend", {"auto_renew": True}, [AMENDED]),
        ("both", "replace", {}, [ENDED, CREATED, UPDATED, GONE]),
    ],
)
def test_what_aws_tells_of_a_step(
    market: Market, product: str, step: str, fields: dict[str, Any], told: list[str]
) -> None:
    made = market.accept(product, duration="P12M")
    market.advance("1d")
    before = len(market.told())
    market.take(step, made["agreement_id"], **fields)
    market.advance("2h")
    assert market.told()[before:] == told


def test_a_failed_payment_grants_nothing_until_it_is_paid(market: Market) -> None:
    made = market.accept("contract", payment="fails", entitlements={"seats": 2})
    market.advance("1h")
    assert market.told() == ["subscribe-fail"]
    assert [each["why_not"] for each in market.marketplace.request("GET", "/entitlements")["items"]] == [
        "the payment for the agreement failed"
    ]
    market.take("pay", made["agreement_id"])
    market.advance("1h")
    assert market.told()[1:] == ["subscribe-success", "entitlement-updated"]
    assert [each["in_force"] for each in market.marketplace.request("GET", "/entitlements")["items"]] == [True]


def test_a_refusal_names_the_steps_that_are_legal(market: Market) -> None:
    made = market.accept(payment="fails")
    with pytest.raises(Conflict, match=r"has failed; it can take cancel, expire, pay, terminate$"):
        market.take("renew", made["agreement_id"])
    market.take("pay", made["agreement_id"])
    with pytest.raises(Conflict, match=r"is paid for; it can take amend, cancel, expire, renew, replace, terminate$"):
        market.take("pay", made["agreement_id"])
    market.take("cancel", made["agreement_id"])
    with pytest.raises(Conflict, match="it is CANCELLED; it can take no step any more; accept a new agreement"):
        market.take("expire", made["agreement_id"])


@pytest.mark.parametrize("by_paying", [False, True])
@pytest.mark.parametrize(("after", "told"), [("59m", False), ("61m", True)])
def test_who_subscribes_again_within_the_hour_makes_no_unsubscribe_success(
    market: Market, after: str, told: bool, by_paying: bool
) -> None:
    market.take("cancel", market.accept("usage")["agreement_id"])
    market.advance(after)
    market.accept("usage", account=BIRCH)  # another buyer, which changes nothing
    if by_paying:
        market.take("pay", market.accept("usage", payment="fails")["agreement_id"])
    else:
        market.accept("usage")
    market.advance("2h")
    assert ("unsubscribe-success" in market.told()) is told


@pytest.mark.parametrize("step", ["cancel", "terminate", "expire"])
@pytest.mark.parametrize(("product", "told"), [("contract", []), ("both", [CREATED, ENDED])])
def test_of_an_agreement_that_ends_before_it_begins_aws_tells_no_more_than_the_end(
    market: Market, step: str, product: str, told: list[str]
) -> None:
    made = market.accept(product, start_time="now+10d", duration="P12M")
    market.advance("1d")
    market.take(step, made["agreement_id"])
    market.advance("400d")
    assert market.told() == told


def test_an_agreement_that_begins_later_grants_nothing_before(market: Market) -> None:
    made = market.accept("contract", start_time="now+10d", entitlements={"seats": 1})
    with pytest.raises(Conflict, match=r"has not begun: it starts at 2027-01-11T00:00:00Z; it can take amend, cancel"):
        market.take("renew", made["agreement_id"])
    market.advance("10d10s")
    assert market.told() == []
    market.advance("1s")
    assert market.told() == ["subscribe-success", "entitlement-updated"]


def test_an_amendment_moves_what_is_due_and_the_notices_before_the_end(market: Market) -> None:
    made = market.accept(end_time="now+100d")
    market.advance("15d")
    market.take("amend", made["agreement_id"], end_time="now+60d")
    market.advance("59d")
    assert market.agreement(made["agreement_id"])["status"] == "ACTIVE"
    ending = "Purchase Agreement Ending - Proposer"
    assert [each for each in market.told() if each == ending] == [
        ending,
        ending,
    ]  # 90 days before, and 30 of the new end
    market.advance("1d")
    assert market.agreement(made["agreement_id"])["status"] == "EXPIRED"
    assert market.history(made["agreement_id"]) == [("accept", 0, None), ("amend", 15, None), ("expire", 75, None)]


def test_amended_entitlements_are_all_that_is_granted(market: Market) -> None:
    made = market.accept("contract", entitlements={"seats": 2})
    market.take("amend", made["agreement_id"], entitlements={})
    assert market.marketplace.request("GET", "/entitlements")["items"] == []
    market.take("amend", made["agreement_id"], entitlements={"seats": {"value": 7, "end_time": "now+1d"}})
    market.advance("1d")
    assert [each["why_not"] for each in market.marketplace.request("GET", "/entitlements")["items"]] == [
        "it ended at 2027-01-02T00:00:00Z"
    ]
    new = market.take("renew", made["agreement_id"])
    assert [each["agreement_id"] for each in market.marketplace.request("GET", "/entitlements")["items"]] == [
        made["agreement_id"]
    ]
    assert new["previous_agreement_id"] == made["agreement_id"]


def test_a_trial_is_ended_by_hand(market: Market) -> None:
    usage, contract = market.accept("usage", free_trial=True), market.accept("contract", free_trial_days=14)
    market.advance("1d")
    with pytest.raises(Conflict, match="ends with its free trial, and has no paid terms; take the step replace"):
        market.take("end_trial", contract["agreement_id"], becomes="paid")
    assert market.take("end_trial", contract["agreement_id"])["status"] == "EXPIRED"
    paid = market.take("end_trial", usage["agreement_id"])
    assert (paid["status"], paid["free_trial"], paid["free_trial_ends_at"]) == ("ACTIVE", 0, START + DAY)
    with pytest.raises(Conflict, match="has no free trial that goes on"):
        market.take("end_trial", usage["agreement_id"])


def test_who_subscribes_again_for_later_has_unsubscribed_until_then(market: Market) -> None:
    made = market.accept("usage")
    market.advance("1d")
    market.take("cancel", made["agreement_id"])
    market.accept("usage", start_time="now+10d")
    market.advance("11d")
    assert market.told() == ["subscribe-success", "unsubscribe-pending", "unsubscribe-success", "subscribe-success"]


def test_an_agreement_whose_end_has_passed_had_its_whole_life_before(market: Market) -> None:
    made = market.accept(start_time="now-10d", end_time="now-5d")
    assert market.told(made["agreement_id"]) == [CREATED, UPDATED, ENDED, GONE]
    assert market.history(made["agreement_id"]) == [("accept", -10, None), ("expire", -5, None)]


def test_a_trial_that_is_over_when_it_is_paid_for_ends_then(market: Market) -> None:
    made = market.accept(payment="fails", free_trial_days=10)
    market.advance("20d")
    market.take("pay", made["agreement_id"])
    assert market.history(made["agreement_id"]) == [("accept", 0, None), ("pay", 20, None), ("end_trial", 20, None)]
    paid = market.agreement(made["agreement_id"])
    assert (paid["free_trial_ends_at"], paid["last_update_time"]) == (START + 10 * DAY, START + 20 * DAY)


def test_an_amended_end_takes_the_place_of_the_duration(market: Market) -> None:
    made = market.accept(duration="P12M", auto_renew=True)
    market.take("amend", made["agreement_id"], end_time="now+40d")
    client = market.marketplace.client("marketplace-agreement")
    terms = client.get_agreement_terms(agreementId=made["agreement_id"])["acceptedTerms"]
    (validity,) = [each["validityTerm"] for each in terms if "validityTerm" in each]
    assert "agreementDuration" not in validity and validity["agreementEndDate"].timestamp() == START + 40 * DAY
    market.advance("40d")
    assert [(each["start_time"] - START) / DAY for each in market.all()] == [0, 40]
    assert (market.all()[1]["end_time"] - START) / DAY == 80


def test_an_agreement_that_is_not_paid_for_is_not_said_to_renew(market: Market) -> None:
    made = market.accept(duration="P1M", auto_renew=True, payment="fails")
    client = market.marketplace.client("marketplace-agreement")
    described = client.describe_agreement(agreementId=made["agreement_id"])
    assert described["endTimeBehavior"] == {"type": "EXPIRE"}
    market.take("pay", made["agreement_id"])
    described = client.describe_agreement(agreementId=made["agreement_id"])
    assert described["endTimeBehavior"]["type"] == "RENEW"


@pytest.mark.parametrize("start", ["now-1d", "now+1d"])
def test_an_amended_end_is_after_now_and_after_the_start(market: Market, start: str) -> None:
    made = market.accept(start_time=start)
    least = "now" if start == "now-1d" else start
    with pytest.raises(BadTime, match=r"is not after .*; give a later one, or take the step expire"):
        market.take("amend", made["agreement_id"], end_time=least)
    market.take("amend", made["agreement_id"], end_time=f"{least}+1s" if least == "now" else "now+1d1s")
