"""Which calls a fault rule matches, and what a rule is called."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace
from marketplace_emulator.faults import rule
from tests.faults.outcomes import THROTTLED, outcome, outcomes


def test_a_rule_without_a_scope_matches_every_call(marketplace: Marketplace) -> None:
    marketplace.add_fault(error=THROTTLED)
    assert outcomes(marketplace, 3) == [THROTTLED] * 3


def test_a_rule_for_one_operation_does_not_match_others(marketplace: Marketplace) -> None:
    marketplace.add_fault(operation="BatchMeterUsage", error=THROTTLED)
    assert outcome(marketplace) == "ok"


def test_a_rule_for_one_token_does_not_match_others(marketplace: Marketplace) -> None:
    token = marketplace.mint_token()
    marketplace.add_fault(token=token, error=THROTTLED)
    assert outcome(marketplace) == "ok"
    assert outcome(marketplace, token) == THROTTLED


def test_a_rule_for_one_buyer_matches_all_of_its_tokens(marketplace: Marketplace) -> None:
    first, other = marketplace.buyers()[:2]
    product = next(each for each in marketplace.products() if each["generation"] == "concurrent")
    tokens = []
    for buyer in (first, first, other):
        agreement = marketplace.create_agreement(
            product_code=product["product_code"], customer_aws_account_id=buyer["customer_aws_account_id"]
        )
        tokens.append(marketplace.mint_token(agreement["agreement_id"]))
    marketplace.add_fault(customer_aws_account_id=first["customer_aws_account_id"], error=THROTTLED)
    assert [outcome(marketplace, token) for token in tokens] == [THROTTLED, THROTTLED, "ok"]
    assert outcome(marketplace, "never issued") == "InvalidTokenException"


@pytest.mark.parametrize("noun", ["agreement_id", "license_arn", "product_code", "customer_identifier"])
def test_a_rule_bound_to_what_a_token_leads_to_concerns_that_token_alone(marketplace: Marketplace, noun: str) -> None:
    buyers = {each["customer_aws_account_id"]: each for each in marketplace.buyers()}
    actives = marketplace.agreements(status="ACTIVE")
    first = actives[0]
    other = next(
        each
        for each in actives
        if each["product_code"] != first["product_code"]
        and each["customer_aws_account_id"] != first["customer_aws_account_id"]
    )
    bound = {**buyers[first["customer_aws_account_id"]], **first}[noun]
    marketplace.add_fault(**{noun: bound}, error=THROTTLED)
    assert outcome(marketplace, marketplace.mint_token(first["agreement_id"])) == THROTTLED
    assert outcome(marketplace, marketplace.mint_token(other["agreement_id"])) == "ok"


def test_a_rule_bound_to_two_nouns_concerns_calls_about_both(marketplace: Marketplace) -> None:
    first, other = marketplace.agreements(status="ACTIVE")[:2]
    token, account = marketplace.mint_token(first["agreement_id"]), other["customer_aws_account_id"]
    assert account != first["customer_aws_account_id"]
    marketplace.add_fault(token=token, customer_aws_account_id=account, error=THROTTLED)
    assert outcome(marketplace, token) == "ok"
    marketplace.add_fault(token=token, customer_aws_account_id=first["customer_aws_account_id"], error=THROTTLED)
    assert outcome(marketplace, token) == THROTTLED


def test_a_rule_for_one_caller_s_account(marketplace: Marketplace) -> None:
    marketplace.add_fault(account="444455556666", error=THROTTLED)
    assert outcome(marketplace) == "ok"
    assert outcome(marketplace, aws_access_key_id="AKIAMARKETPLACEOTHER") == THROTTLED


def test_a_rule_for_one_region(marketplace: Marketplace) -> None:
    marketplace.add_fault(region="eu-central-1", error=THROTTLED)
    assert outcome(marketplace) == "ok"
    assert outcome(marketplace, region_name="eu-central-1") == THROTTLED


def test_no_two_rules_ever_have_the_same_id(marketplace: Marketplace) -> None:
    marketplace.snapshot("before")
    ids = [marketplace.add_fault(hang=True)["fault_id"]]
    marketplace.clear_faults(ids[0])
    ids.append(marketplace.add_fault(hang=True)["fault_id"])
    marketplace.restore("before")
    ids.append(marketplace.add_fault(hang=True)["fault_id"])
    marketplace.reset()
    ids.append(marketplace.add_fault(hang=True)["fault_id"])
    assert len(set(ids)) == 4


def test_a_rule_is_made_once_for_any_number_of_additions(
    marketplace: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    read = rule.read
    monkeypatch.setattr(rule, "read", lambda *written: made.append(written[0]) or read(*written))
    for number in range(20):
        marketplace.add_fault(hang=True, token=f"counted-{number}")
    assert len(made) <= 40


def test_the_five_hours_old_token_is_expired_with_the_clock_moved_back(marketplace: Marketplace) -> None:
    marketplace.clock.advance("-2h")
    with pytest.raises(ClientError, match="ExpiredTokenException"):
        marketplace.client().resolve_customer(RegistrationToken="five-hours-old")
