"""Which deliveries a rule about messages matches, how often it applies, and how long it stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.faults import MESSAGE_KINDS
from tests.deliveries.conftest import buy
from tests.deliveries.seller import Seller
from tests.faults.messages.conftest import CREATED, ENDED, LIFE, UPDATED, counted, faulty, live

ASKED: dict[str, Any] = {
    "lose": True,
    "old_message": True,
    "reorder": 1,
    "delay": "1m",
    "duplicate": 1,
    "unknown_type": True,
    "wrong_signature": True,
}
"""Each kind, with its value."""


BOUND: dict[str, Callable[[Marketplace, Any], str]] = {
    "agreement_id": lambda _, agreement: agreement["agreement_id"],
    "license_arn": lambda _, agreement: agreement["license_arn"],
    "product_code": lambda _, agreement: agreement["product_code"],
    "customer_aws_account_id": lambda _, agreement: agreement["customer_aws_account_id"],
    "customer_identifier": lambda marketplace, agreement: next(
        each["customer_identifier"]
        for each in marketplace.buyers()
        if each["customer_aws_account_id"] == agreement["customer_aws_account_id"]
    ),
    "subscription_id": lambda marketplace, _: marketplace.subscriptions()[0]["subscription_id"],
    "event": lambda _, __: UPDATED,
}


@pytest.mark.parametrize("kind", MESSAGE_KINDS)
@pytest.mark.parametrize("noun", BOUND)
def test_every_kind_can_be_bound_to_every_noun(marketplace: Marketplace, seller: Seller, kind: str, noun: str) -> None:
    mine = buy(marketplace, "harbor", "alder")
    buy(marketplace, "quay", "birch")
    nth = {"event": 1, "subscription_id": 3}.get(noun, 2)
    rule = marketplace.add_fault(**{kind: ASKED[kind], noun: BOUND[noun](marketplace, mine), "on_delivery": nth})
    marketplace.clock.advance("2m")
    marketplace.cancel_agreement(mine["agreement_id"])
    marketplace.clock.advance("2h")
    shown = faulty(marketplace)
    assert len(shown) == 1
    assert shown[0][2] == [kind]
    assert counted(marketplace, rule["fault_id"])[1] == 1
    if kind not in ("old_message",) and noun != "subscription_id":
        assert shown[0][0] == UPDATED
    elsewhere = [each for each in seller.types() if each == "subscribe-success"]
    assert len(elsewhere) == 1 or noun == "subscription_id"


def test_a_message_to_two_subscriptions_is_two_deliveries(marketplace: Marketplace, seller: Seller) -> None:
    others: list[Any] = []
    marketplace.subscribe(others.append)
    rule = marketplace.add_fault(lose=True, on_delivery=2)
    live(marketplace)
    assert (seller.types(), [each["detail-type"] for each in others]) == (LIFE, LIFE[1:])
    assert counted(marketplace, rule["fault_id"]) == (8, 1)


def test_times_ends_a_rule(marketplace: Marketplace, seller: Seller) -> None:
    rule = marketplace.add_fault(lose=True, times=2)
    live(marketplace)
    assert seller.types() == LIFE[2:]
    assert counted(marketplace, rule["fault_id"]) == (4, 2)


def test_until_is_compared_with_the_message_s_own_time(marketplace: Marketplace, seller: Seller) -> None:
    marketplace.add_fault(lose=True, until="now+30s")
    live(marketplace)
    assert seller.types() == LIFE[1:]


def test_a_script_of_rules(marketplace: Marketplace, seller: Seller) -> None:
    marketplace.add_fault(duplicate=1, on_delivery=1)
    marketplace.add_fault(lose=True, on_delivery=2)
    marketplace.add_fault(duplicate=2, on_delivery=3)
    live(marketplace)
    assert seller.types() == [CREATED, CREATED, ENDED, ENDED, ENDED, LIFE[3]]


def test_the_oldest_of_two_rules_of_one_kind_acts(marketplace: Marketplace, seller: Seller) -> None:
    older = marketplace.add_fault(duplicate=1, event=CREATED)
    newer = marketplace.add_fault(duplicate=2)
    live(marketplace)
    assert seller.types().count(CREATED) == 2
    assert seller.types().count(UPDATED) == 3
    assert [counted(marketplace, each["fault_id"]) for each in (older, newer)] == [(1, 1), (4, 3)]


def test_probability_is_repeated_by_its_seed(marketplace: Marketplace) -> None:
    runs = []
    for seed in (1, 1, 2):
        marketplace.reset()
        marketplace.clock.freeze()
        got: list[Any] = []
        marketplace.subscribe(got.append)
        marketplace.add_fault(lose=True, probability=0.5, seed=seed)
        for _ in range(4):
            live(marketplace)
        runs.append([each["deliveries"][0]["state"] for each in marketplace.events()])
    assert runs[0] == runs[1] != runs[2]
    assert 3 < runs[0].count("lost") < 13


def test_rules_of_operations_and_of_messages_do_not_meet(marketplace: Marketplace, seller: Seller) -> None:
    error = marketplace.add_fault(error="ThrottlingException")
    lose = marketplace.add_fault(lose=True)
    live(marketplace)
    assert counted(marketplace, error["fault_id"]) == (0, 0)
    marketplace.clear_faults(error["fault_id"])
    marketplace.client("marketplace-entitlement").get_entitlements(
        ProductCode=marketplace.products()[0]["product_code"]
    )
    assert counted(marketplace, lose["fault_id"]) == (4, 4)
    assert seller.got == []


def test_a_rule_that_is_cleared_does_nothing_more(marketplace: Marketplace, seller: Seller) -> None:
    rule = marketplace.add_fault(lose=True)
    reordered = marketplace.add_fault(reorder=2)
    marketplace.clear_faults(rule["fault_id"])
    agreement = buy(marketplace)
    marketplace.clock.advance("20s")
    marketplace.clear_faults(reordered["fault_id"])
    marketplace.clock.advance("2m")
    marketplace.cancel_agreement(agreement["agreement_id"])
    marketplace.clock.advance("2h")
    assert seller.types() == [UPDATED, ENDED, CREATED, LIFE[3]], "what is held stays in its place"


def test_a_snapshot_keeps_the_counts_and_what_is_late(marketplace: Marketplace, seller: Seller) -> None:
    rule = marketplace.add_fault(reorder=1, on_delivery=1)
    buy(marketplace)
    marketplace.clock.advance("20s")
    marketplace.snapshot("held")
    for _ in range(2):
        marketplace.clock.advance("2m")
        assert seller.types()[-2:] == [UPDATED, CREATED]
        assert counted(marketplace, rule["fault_id"]) == (2, 1)
        marketplace.restore("held")
        assert counted(marketplace, rule["fault_id"]) == (1, 1)
    assert len(seller.got) == 4
    marketplace.reset()
    assert rule["fault_id"] not in [each["fault_id"] for each in marketplace.faults()]


def test_a_fixture_file_names_its_subscription(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(
        "products: [{name: p}]\nbuyers: [{name: b}]\n"
        "subscriptions: [{name: shop, kind: http, target: 'http://127.0.0.1:9/'}]\n"
        "faults: [{lose: true, subscription_id: shop, event: License Updated - Manufacturer}]\n"
    )
    with Marketplace(tmp_path / "world.yaml") as marketplace:
        [subscription] = marketplace.subscriptions()
        [rule] = [each["rule"] for each in marketplace.faults() if "lose" in each["rule"]]
        assert rule["subscription_id"] == subscription["subscription_id"]
