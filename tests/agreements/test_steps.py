"""Each step: when it is legal, what it changes, and what AWS tells."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator.store.problems import Conflict
from tests.agreements.market import DAY, START, Market

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
