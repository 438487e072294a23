"""The messages on the SNS topics of a legacy product, character for character."""

from __future__ import annotations

import pytest

from tests.events.life import BUYER, Life


def message(life: Life, action: str, *more: str, of: str = "legacy") -> str:
    """Return a message as AWS writes it: a member a line, no indentation."""
    code = life.product[of]["product_code"]
    members = (f'"action": "{action}"', '"customer-identifier": "aB3dE5fG7hJ"', f'"product-code": "{code}"', *more)
    return "{\n" + ",\n".join(members) + "\n}"


@pytest.mark.parametrize("trial", [True, False])
def test_a_purchase_and_its_end_in_the_form_that_sellers_published(life: Life, trial: bool) -> None:
    accepted = life.accept("legacy", free_trial=trial)
    life.marketplace.clock.advance("1d")
    life.take("cancel", accepted["agreement_id"])
    life.marketplace.clock.advance("2h")
    is_trial = f'"isFreeTrialTermPresent": "{str(trial).lower()}"'
    offer = f'"offer-identifier": "{accepted["offer_id"]}"'
    assert life.texts() == [
        message(life, "subscribe-success", offer, is_trial),
        message(life, "unsubscribe-pending", is_trial),
        message(life, "unsubscribe-success", is_trial),
    ]


@pytest.mark.parametrize("buyers", [[], [BUYER]])
def test_the_older_guide_tells_private_offers_in_every_message_of_the_subscription_topic(
    life: Life, buyers: list[str]
) -> None:
    life.marketplace.set_readings(sns_offer_identifier="private_offers")
    accepted = life.accept(
        "legacy", offer_id=life.offer("legacy", kind="private" if buyers else "public", buyers=buyers)
    )
    life.take("cancel", accepted["agreement_id"])
    life.marketplace.clock.advance("2h")
    offers = [each.get("offer-identifier") for each in life.events()]
    assert offers == [accepted["offer_id"] if buyers else None] * 3


def test_subscribe_success_waits_for_the_start_of_an_agreement(life: Life) -> None:
    life.accept("legacy", start_time="now+30d")
    life.marketplace.clock.advance("29d")
    assert life.events() == []
    life.marketplace.clock.advance("1d1m")
    assert [each["action"] for each in life.events()] == ["subscribe-success"]


def test_a_contract_is_told_on_both_topics(life: Life) -> None:
    accepted = life.accept("contract", entitlements={"seats": 5})
    life.marketplace.clock.advance("1h")
    life.take("amend", accepted["agreement_id"], entitlements={"seats": 8})
    life.marketplace.clock.advance("1h")
    offer, is_trial = f'"offer-identifier": "{accepted["offer_id"]}"', '"isFreeTrialTermPresent": "false"'
    assert life.texts() == [
        message(life, "subscribe-success", offer, is_trial, of="contract"),
        message(life, "entitlement-updated", of="contract"),
        message(life, "entitlement-updated", of="contract"),
    ]


def test_a_payment_fails_and_is_mended(life: Life) -> None:
    agreement_id = life.accept("legacy", payment="fails")["agreement_id"]
    life.marketplace.clock.advance("1h")
    life.take("pay", agreement_id)
    life.marketplace.clock.advance("1h")
    failed, mended = life.events()
    assert (failed["action"], mended["action"]) == ("subscribe-fail", "subscribe-success")
    assert {**failed, "action": ""} == {**mended, "action": ""} and failed["offer-identifier"].startswith("offer-")


def test_a_replacement_sends_subscribe_success_again_with_the_new_offer(life: Life) -> None:
    first = life.accept("legacy")
    life.take("replace", first["agreement_id"], offer_id=life.offer("legacy"))
    life.marketplace.clock.advance("1h")
    offers = [(each["action"], each["offer-identifier"]) for each in life.events()]
    assert ("subscribe-success", "offer-abcdefghijklm") in offers
