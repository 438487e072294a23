"""The timeline of a buyer, an agreement, a token, an operation or an outcome has what is about it, and nothing else."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.exchange_filter import ExchangeFilter
from marketplace_emulator.shortening import shortened
from marketplace_emulator.store import handovers, happened
from tests.console.timeline.telling import line, read, resolve, told
from tests.deliveries.conftest import buy

MINE = ["accept", "subscribe-success", "ResolveCustomer > ok", "cancel", "unsubscribe-pending"]


@pytest.fixture
def nouns(marketplace: Marketplace) -> dict[str, str]:
    """What an agreement is known by, in a world where another buyer does the same."""
    found: dict[str, str] = {}
    for buyer in ("birch", "alder"):
        agreement = buy(marketplace, "quay", buyer)
        token = marketplace.mint_token(agreement["agreement_id"])
        marketplace.clock.advance("1m")
        resolve(marketplace, token)
        marketplace.cancel_agreement(agreement["agreement_id"])
        marketplace.clock.advance("1m")
        found = {name: str(agreement[name]) for name in ("agreement_id", "license_arn", "customer_aws_account_id")}
        found["token"] = token
    about = marketplace.exchanges(token=found["token"])[0]["about"]
    return {**found, "customer_identifier": about["customer_identifier"][0]}


@pytest.mark.parametrize("noun", ["agreement_id", "license_arn", "customer_aws_account_id", "customer_identifier"])
def test_nouns_that_lead_to_an_agreement(marketplace: Marketplace, nouns: dict[str, str], noun: Any) -> None:
    wanted: Any = {noun: nouns[noun]}
    assert told(marketplace, **wanted) == MINE


def test_two_nouns_that_do_not_belong_together(marketplace: Marketplace, nouns: dict[str, str]) -> None:
    other = next(each for each in marketplace.agreements() if each["agreement_id"] != nouns["agreement_id"])
    assert told(marketplace, agreement_id=other["agreement_id"], license_arn=nouns["license_arn"]) == []
    assert told(marketplace, agreement_id=other["agreement_id"], customer_identifier="nobody") == []


def test_a_token_whole_or_as_it_is_shown(marketplace: Marketplace, nouns: dict[str, str]) -> None:
    for token in (nouns["token"], shortened(nouns["token"])):
        assert told(marketplace, token=token) == ["ResolveCustomer > ok"]


def test_what_only_requests_have(marketplace: Marketplace, nouns: dict[str, str]) -> None:
    resolve(marketplace, "forged", "InvalidTokenException")
    assert told(marketplace, operation="ResolveCustomer", outcome="ok") == ["ResolveCustomer > ok"] * 2
    assert told(marketplace, outcome="InvalidTokenException") == ["ResolveCustomer > InvalidTokenException"]
    assert told(marketplace, status=200, agreement_id=nouns["agreement_id"]) == ["ResolveCustomer > ok"]
    assert told(marketplace, dimension="users") == []


def test_a_product_and_a_time(marketplace: Marketplace, nouns: dict[str, str]) -> None:
    harbor = buy(marketplace, "harbor")["product_code"]
    assert told(marketplace, product_code=harbor) == ["accept"]
    assert told(marketplace, since="now") == ["accept"]
    last = marketplace.exchanges()[-1]["request_id"]
    assert told(marketplace, since=last) == ["cancel", "unsubscribe-pending", "accept"]


def test_an_agreement_has_the_requests_about_every_token_its_buyer_was_sent_with(
    marketplace: Marketplace, nouns: dict[str, str]
) -> None:
    owned = {each["agreement_id"]: each["token"] for each in marketplace.tokens() if each["agreement_id"]}
    del owned[nouns["agreement_id"]]
    others = ["forged" * 20, *owned.values()]
    for token, choice in zip(others, ("forged", "other-product"), strict=True):
        with marketplace.world.transaction():
            handovers.add(
                marketplace.world.store,
                at=marketplace.world.clock.now(),
                token=token,
                agreement_id=nouns["agreement_id"],
                product_code="quay",
                url="http://127.0.0.1:9/setup?<b>",
                choice=choice,
            )
    resolve(marketplace, others[0], "InvalidTokenException")
    resolve(marketplace, others[1])
    resolve(marketplace, "of nobody", "InvalidTokenException")
    entries = read(marketplace, {"agreement_id": nouns["agreement_id"]}).entries
    assert [line(each) for each in entries] == [
        *MINE,
        f"token {shortened(others[0])}",
        f"token {shortened(others[1])}",
        "ResolveCustomer > InvalidTokenException",
        "ResolveCustomer > ok",
    ]
    assert (entries[5].arrows[0].way, entries[5].arrows[0].detail) == ("browser-seller", "chosen: Forged")
    for token in (others[0], shortened(others[0])):
        assert len(told(marketplace, token=token)) == 2


@pytest.mark.parametrize("known_by", ["CustomerAWSAccountId", "CustomerIdentifier"])
def test_an_agreement_has_the_usage_of_its_customer(known_by: str) -> None:
    marketplace = Marketplace()
    legacy = next(each for each in marketplace.products() if each["generation"] == "legacy")
    mine, others = marketplace.agreements(product_code=legacy["product_code"], status="ACTIVE")[:2]
    resolve(marketplace, marketplace.mint_token(mine["agreement_id"]))
    resolved = json.loads(marketplace.exchanges()[-1]["answer_body"]["text"])
    marketplace.clock.advance("1h")
    marketplace.client("meteringmarketplace").batch_meter_usage(
        ProductCode=legacy["product_code"],
        UsageRecords=[
            {
                "Timestamp": marketplace.clock.now(),
                known_by: resolved[known_by],
                "Dimension": legacy["dimensions"][0]["key"],
                "Quantity": 7,
            }
        ],
    )
    assert "BatchMeterUsage > ok" in told(marketplace, agreement_id=mine["agreement_id"])
    assert "BatchMeterUsage > ok" not in told(marketplace, agreement_id=others["agreement_id"])


def test_attempts_tell_what_the_seller_answered_and_whether_it_is_tried_again(marketplace: Marketplace) -> None:
    answers = itertools.chain([RuntimeError("the queue is full")], itertools.repeat(None))

    def take(_: object) -> None:
        if (problem := next(answers)) is not None:
            raise problem

    marketplace.subscribe(take)
    agreement = buy(marketplace, "quay")["agreement_id"]
    marketplace.clock.advance("1m")
    attempts = [each for each in read(marketplace, {"agreement_id": agreement}).entries if "attempt" in each.id]
    asked, answered = zip(*(each.arrows for each in attempts), strict=True)
    assert [each.detail for each in asked] == ["", "attempt 2"]
    assert [each.tone for each in answered] == ["bad", "good"]
    assert {each.way for each in asked} == {"messages-seller"}
    assert answered[0].text.startswith("raised RuntimeError") and "tried again later" in answered[0].detail


def test_faults_and_readings_that_decided_are_told(marketplace: Marketplace) -> None:
    fault = marketplace.add_fault(error="DisabledApiException", operation="ResolveCustomer", times=1)
    resolve(marketplace, "any", "DisabledApiException")
    resolve(marketplace, marketplace.mint_token(buy(marketplace)["agreement_id"]))
    refused, answered = (each for each in read(marketplace, {}).entries if each.id.startswith("exchange"))
    assert refused.why[0] == ("warn", f"decided by the fault {fault['fault_id']} (error)")
    assert ("info", "decided by the reading token_lifetime, which is 4h") in answered.why


@pytest.mark.parametrize("asked", [(), ("agreement_id",), ("customer_aws_account_id",), ("since",), ("after", "by")])
def test_every_page_is_read_by_an_index(marketplace: Marketplace, asked: tuple[str, ...]) -> None:
    made = (happened._steps, happened._emitted, happened._attempts, happened._handovers)
    store = marketplace.world.store
    for each in made:
        for older in [()] if each in (happened._attempts, happened._handovers) else [(False,), (True,)]:
            query = each(asked, *older)
            query.compile(store)
            plan = store._driver.execute(f"EXPLAIN QUERY PLAN {query.sql}", (1,) * len(query.names)).fetchall()
            assert not [row[3] for row in plan if row[3].startswith("SCAN") and "INDEX" not in row[3]]


def test_a_filter_of_the_journal_is_one_of_the_timeline(marketplace: Marketplace) -> None:
    given: dict[str, Any] = dict.fromkeys(ExchangeFilter.__annotations__)
    assert {"token", "operation", "outcome", "agreement_id"} <= given.keys()
    with pytest.raises(TypeError):
        told(marketplace, nonsense="x")  # type: ignore[call-arg]
