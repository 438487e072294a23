"""Every example registers a buyer end to end, and handles unusual answers of AWS and unusual buyers."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
import pytest

from tests.examples.conftest import Example

NUMBERS = itertools.count(600000000001)


@pytest.fixture
def agreement(example: Example) -> dict[str, Any]:
    """A purchase by a new buyer."""
    return bought(example)


def bought(example: Example, account: str | None = None) -> dict[str, Any]:
    if account is None:
        account = str(next(NUMBERS))
        example.marketplace.create_buyer(name=f"buyer-{account}", customer_aws_account_id=account)
    return example.marketplace.create_agreement(product_code=example.product_code, customer_aws_account_id=account)


def stored(example: Example, agreement: dict[str, Any]) -> list[dict[str, object]]:
    account = agreement["customer_aws_account_id"]
    return [entry for entry in example.accounts() if entry["aws_account_id"] == account]


def sign_up(example: Example, answer: httpx.Response, name: str = "Ada") -> httpx.Response:
    return example.browser.post(answer.url, data={"name": name, "email": f"{name.lower()}@example.com"})


def test_fulfillment_page_names_a_support_contact(example: Example) -> None:
    page = example.browser.get(example.path)
    assert page.status_code == 200
    assert "support@example.com" in page.text


def test_registered_buyer_is_stored_and_signs_up(example: Example, agreement: dict[str, Any]) -> None:
    answer = example.post(example.marketplace.registration_form(agreement["agreement_id"]))
    assert [each.status_code for each in answer.history] == [303]
    assert "<form" in answer.text
    [account] = stored(example, agreement)
    assert account["license_arn"] == agreement["license_arn"]
    assert account["agreement_id"] == agreement["agreement_id"]
    assert account["email"] is None
    assert "all set" in sign_up(example, answer).text
    assert [entry["email"] for entry in stored(example, agreement)] == ["ada@example.com"]


def test_expired_token_stores_nothing_and_sends_the_buyer_back(example: Example, agreement: dict[str, Any]) -> None:
    form = example.marketplace.registration_form(agreement["agreement_id"])
    example.marketplace.clock.advance("5h")
    answer = example.post(form)
    assert answer.status_code == 400
    assert "Return to AWS Marketplace" in answer.text
    assert stored(example, agreement) == []


@pytest.mark.parametrize("error", ["ThrottlingException", "InternalServiceErrorException"])
def test_failure_of_aws_is_reported_as_temporary_and_the_token_works_later(
    example: Example, agreement: dict[str, Any], error: str
) -> None:
    form = example.marketplace.registration_form(agreement["agreement_id"])
    example.marketplace.add_fault(operation="ResolveCustomer", error=error)
    answer = example.post(form)
    assert answer.status_code == 503
    assert "try again in a moment" in answer.text
    assert "invalid" not in answer.text
    assert stored(example, agreement) == []
    example.marketplace.clear_faults()
    assert example.post(form).status_code == 200
    assert len(stored(example, agreement)) == 1


@pytest.mark.parametrize("error", ["AccessDeniedException", "DisabledApiException", "UnrecognizedClientException"])
def test_misconfiguration_is_reported_as_the_seller_s(example: Example, agreement: dict[str, Any], error: str) -> None:
    example.marketplace.add_fault(operation="ResolveCustomer", error=error)
    answer = example.post(example.marketplace.registration_form(agreement["agreement_id"]))
    assert answer.status_code == 500
    assert "Our registration is out of order" in answer.text
    assert stored(example, agreement) == []


def test_token_for_another_product_is_refused(example: Example) -> None:
    other = next(each for each in example.marketplace.agreements() if each["product_code"] != example.product_code)
    answer = example.post(example.marketplace.registration_form(other["agreement_id"]))
    assert answer.status_code == 400
    assert other["license_arn"] not in [entry["license_arn"] for entry in example.accounts()]


@pytest.mark.parametrize("second_resolve", ["same_answer", "expired"])
def test_replay_changes_nothing(example: Example, agreement: dict[str, Any], second_resolve: str) -> None:
    example.marketplace.set_readings(second_resolve=second_resolve)
    form = example.marketplace.registration_form(agreement["agreement_id"])
    sign_up(example, example.post(form))
    before = stored(example, agreement)
    again = example.post(form)
    assert again.status_code == (200 if second_resolve == "same_answer" else 400)
    returned = example.post(example.marketplace.registration_form(agreement["agreement_id"]))
    assert "all set" in returned.text
    sign_up(example, returned, name="Eve")
    assert stored(example, agreement) == before


def test_late_license_finds_its_account(example: Example, agreement: dict[str, Any]) -> None:
    example.marketplace.set_readings(license_arn_on_first_resolve="absent")
    second = bought(example, agreement["customer_aws_account_id"])
    for each in (agreement, second):
        example.post(example.marketplace.registration_form(each["agreement_id"]))
    assert [entry["license_arn"] for entry in stored(example, agreement)] == [None, None]
    for each in (second, agreement):
        example.post(example.marketplace.registration_form(each["agreement_id"]))
    accounts = stored(example, agreement)
    assert [(entry["agreement_id"], entry["license_arn"]) for entry in accounts] == [
        (each["agreement_id"], each["license_arn"]) for each in (agreement, second)
    ]


@pytest.mark.parametrize("unpopulated", ["absent", "empty", "null"])
def test_buyers_without_customer_identifier_are_two(example: Example, unpopulated: str) -> None:
    example.marketplace.set_readings(unpopulated_customer_identifier=unpopulated)
    for agreement in (bought(example), bought(example)):
        example.post(example.marketplace.registration_form(agreement["agreement_id"]))
        assert [entry["customer_identifier"] for entry in stored(example, agreement)] == [None]


@pytest.mark.parametrize("drop", ["before", "after"])
def test_lost_answer_is_reported_as_temporary(example: Example, agreement: dict[str, Any], drop: str) -> None:
    example.marketplace.add_fault(operation="ResolveCustomer", drop=drop)
    answer = example.post(example.marketplace.registration_form(agreement["agreement_id"]))
    assert answer.status_code == 503
    assert stored(example, agreement) == []


def test_token_is_not_printed(example: Example, agreement: dict[str, Any]) -> None:
    form = example.marketplace.registration_form(agreement["agreement_id"])
    example.post(form)
    example.marketplace.clock.advance("5h")
    example.post(form)
    token = form["x-amzn-marketplace-token"]
    assert not example.printed.exists() or token not in example.printed.read_text()
