"""Offers: who can accept which, and what an agreement takes from its offer."""

from __future__ import annotations

import json

import pytest

from marketplace_emulator.duration import BadTime
from marketplace_emulator.store.problems import Conflict, NotThere
from tests.agreements.market import ALDER, BIRCH, DAY, START, Market


def test_an_agreement_takes_from_its_offer_what_is_not_given(market: Market) -> None:
    market.offer(duration="P12M", auto_renew=True, entitlements='{"seats": 3}', free_trial_days=14)
    made = market.accept()
    assert made["offer_id"] == "offer-both" and made["duration"] == "P12M" and made["auto_renew"]
    assert (made["end_time"] - START) / DAY == 365
    assert (made["free_trial_ends_at"] - START) / DAY == 14
    assert [each["value"] for each in market.marketplace.request("GET", "/entitlements")["items"]] == [3]
    other = market.accept(account=BIRCH, duration="P1M", auto_renew=False, entitlements={"seats": 9}, free_trial=False)
    assert (other["end_time"] - START) / DAY == 31 and not other["auto_renew"] and not other["free_trial"]


def test_without_an_offer_id_the_buyer_accepts_the_first_public_offer(market: Market) -> None:
    market.offer(offer_id="offer-private", kind="private", buyers=json.dumps([ALDER]))
    market.offer(offer_id="offer-old", expires_at=START)
    market.offer(offer_id="offer-public")
    assert market.accept()["offer_id"] == "offer-public"
    assert market.accept(offer_id="offer-private")["offer_id"] == "offer-private"


def test_a_buyer_of_a_product_with_private_offers_only_accepts_the_own_one(market: Market) -> None:
    market.offer(offer_id="offer-birch", kind="private", buyers=json.dumps([BIRCH]))
    assert market.accept(account=BIRCH)["offer_id"] == "offer-birch"
    with pytest.raises(Conflict, match=f"no offer that the buyer {ALDER} can accept now; its offers are offer-birch"):
        market.accept()


def test_an_offer_that_cannot_be_accepted_is_refused_with_the_reason(market: Market) -> None:
    market.offer(offer_id="offer-birch", kind="private", buyers=json.dumps([BIRCH]), expires_at=START + DAY)
    market.offer("usage")
    for offer_id, expected, reason in (
        ("offer-birch", Conflict, f"is not for the buyer {ALDER}"),
        ("offer-usage", Conflict, "is one of the product"),
        ("offer-brich", NotThere, "offer-birch"),
    ):
        with pytest.raises(expected, match=reason):
            market.accept(offer_id=offer_id)
    market.advance("1d")
    with pytest.raises(Conflict, match="could be accepted until 2027-01-02T00:00:00Z"):
        market.accept(account=BIRCH, offer_id="offer-birch")


def test_a_buyer_has_one_free_trial_of_a_product(market: Market) -> None:
    market.offer(free_trial_days=14)
    first = market.accept()
    assert first["free_trial"]
    market.take("cancel", first["agreement_id"])
    assert not market.accept()["free_trial"]
    with pytest.raises(Conflict, match="has had a free trial of"):
        market.accept(free_trial=True)
    assert market.accept(account=BIRCH)["free_trial"] and market.accept("usage", free_trial=True)["free_trial"]


@pytest.mark.parametrize("converted", [True, False])
def test_a_trial_that_has_become_paid_was_one_too(market: Market, converted: bool) -> None:
    first = market.accept(free_trial=True, free_trial_days=14)
    if converted:
        market.advance("14d")
    assert market.agreement(first["agreement_id"])["free_trial"] is not converted
    with pytest.raises(Conflict, match="has had a free trial of"):
        market.accept(free_trial=True)


def test_a_trial_of_usage_converts_and_one_of_a_contract_ends(market: Market) -> None:
    usage = market.accept("usage", free_trial_days=14)
    contract = market.accept("contract", free_trial_days=14)
    market.advance("13d23h59m59s")
    assert [each["status"] for each in market.all()] == ["ACTIVE"] * 2
    market.advance("1s")
    assert market.agreement(usage["agreement_id"])["status"] == "ACTIVE"
    assert not market.agreement(usage["agreement_id"])["free_trial"]
    assert market.agreement(contract["agreement_id"])["status"] == "EXPIRED"
    assert market.history(usage["agreement_id"]) == [("accept", 0, None), ("end_trial", 14, None)]
    assert market.history(contract["agreement_id"]) == [("accept", 0, None), ("expire", 14, None)]


def test_an_offer_without_a_renewal_term_does_not_renew(market: Market) -> None:
    market.offer(duration="P1M")
    with pytest.raises(Conflict, match="has no renewal term"):
        market.accept(auto_renew=True)
    made = market.accept()
    with pytest.raises(Conflict, match="has no renewal term"):
        market.take("amend", made["agreement_id"], auto_renew=True)


def test_an_amendment_by_an_offer_without_a_renewal_term_ends_the_renewal(market: Market) -> None:
    market.offer(offer_id="offer-renewing", duration="P1M", auto_renew=True)
    market.offer(offer_id="offer-once", duration="P1M")
    made = market.accept(offer_id="offer-renewing")
    with pytest.raises(Conflict, match="'offer-once' has no renewal term"):
        market.take("amend", made["agreement_id"], offer_id="offer-once", auto_renew=True)
    market.take("amend", made["agreement_id"], offer_id="offer-once")
    client = market.marketplace.client("marketplace-agreement")
    described = client.describe_agreement(agreementId=made["agreement_id"])
    assert described["endTimeBehavior"] == {"type": "EXPIRE", "reasonCode": "NO_RENEWAL_TERM"}
    market.advance("31d")
    assert [each["status"] for each in market.all()] == ["EXPIRED"]


def test_a_trial_of_a_contract_ends_the_agreement_whenever_it_ends(market: Market) -> None:
    made = market.accept("contract", free_trial=True)
    with pytest.raises(Conflict, match="has no paid terms"):
        market.take("end_trial", made["agreement_id"], becomes="paid")
    assert market.take("end_trial", made["agreement_id"])["status"] == "EXPIRED"


def test_after_as_many_renewals_as_the_offer_allows_the_agreement_expires(market: Market) -> None:
    market.offer(duration="P1M", auto_renew=True, max_renewals=2)
    market.accept()
    market.advance("400d")
    assert [each["status"] for each in market.all()] == ["RENEWED", "RENEWED", "EXPIRED"]


def test_the_renewals_before_a_replacement_by_another_offer_do_not_count(market: Market) -> None:
    for name in ("first", "second"):
        market.offer(offer_id=f"offer-{name}", duration="P1M", auto_renew=True, max_renewals=1)
    market.accept(offer_id="offer-first")
    market.advance("32d")
    new = market.take("replace", market.all()[-1]["agreement_id"], offer_id="offer-second")
    client = market.marketplace.client("marketplace-agreement")
    described = client.describe_agreement(agreementId=new["agreement_id"])
    assert described["endTimeBehavior"]["type"] == "RENEW"
    market.advance("100d")
    assert [each["status"] for each in market.all()] == ["RENEWED", "REPLACED", "RENEWED", "EXPIRED"]


def test_the_renewal_is_decided_before_it_is_locked(market: Market) -> None:
    market.offer(duration="P12M", auto_renew=True, lockout_period="P30D")
    made = market.accept()
    market.advance("334d")
    market.take("amend", made["agreement_id"], auto_renew=False)
    market.advance("1d")
    with pytest.raises(Conflict, match="could be decided until 2027-12-02T00:00:00Z"):
        market.take("amend", made["agreement_id"], auto_renew=True)
    market.take("amend", made["agreement_id"], entitlements={"seats": 1})


def test_a_replacement_takes_the_terms_of_its_offer(market: Market) -> None:
    made = market.accept(duration="P1M", auto_renew=True, entitlements={"seats": 2})
    market.offer(duration="P12M", entitlements='{"seats": 50}')
    market.advance("10d")
    new = market.take("replace", made["agreement_id"], offer_id="offer-both")
    assert (new["start_time"] - START) / DAY == 10 and (new["end_time"] - START) / DAY == 375
    assert (new["offer_id"], bool(new["auto_renew"])) == ("offer-both", False)
    entitled = market.marketplace.request("GET", "/entitlements")["items"]
    assert [(each["value"], each["in_force"]) for each in entitled] == [(2, False), (50, True)]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"end_time": "now-1h"}, "give a later end_time"),
        ({"end_time": "now+10m", "auto_renew": True}, "too short to renew by itself"),
        ({"end_time": "now+10d", "free_trial_days": 14}, "is longer than the agreement"),
        ({"duration": "P9000Y"}, "after the year 9999"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(market: Market, fields: dict[str, object], reason: str) -> None:
    with pytest.raises(BadTime, match=reason):
        market.accept(**fields)


def test_thousands_of_agreements_are_accepted_on_the_same_terms_as_one(market: Market) -> None:
    market.offer(duration="P1M", auto_renew=True, entitlements='{"seats": 3}', free_trial_days=7)
    market.marketplace.create_agreements(3, name="many", product_code=market.codes["both"])
    one = market.accept(account=BIRCH)
    alike = ("offer_id", "duration", "end_time", "auto_renew", "free_trial", "free_trial_ends_at", "accepted_at")
    for each in market.all():
        assert [each[name] for name in alike] == [one[name] for name in alike]
        assert market.history(each["agreement_id"]) == [("accept", 0, None)]
    market.advance("31d")
    chain = [each["status"] for each in market.all()]
    assert chain == ["RENEWED"] * 4 + ["ACTIVE"] * 4
    assert len({tuple(sorted(market.told(each["agreement_id"]))) for each in market.all()[:4]}) == 1
    entitled = market.marketplace.request("GET", "/entitlements")["items"]
    assert [each["value"] for each in entitled if each["in_force"]] == [3] * 4


def test_many_agreements_of_one_buyer_have_no_free_trial(market: Market) -> None:
    market.offer(free_trial_days=7)
    market.marketplace.create_agreements(2, product_code=market.codes["both"], customer_aws_account_id=ALDER)
    assert [each["free_trial"] for each in market.all()] == [0, 0]
