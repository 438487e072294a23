"""GetEntitlements through boto3: filters, every kind of value and of agreement, and every reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace
from marketplace_emulator.readings import READINGS

SERVICE = "marketplace-entitlement"


def entitlements(marketplace: Marketplace, name: str = "tidewater-analytics", **given: Any) -> list[dict[str, Any]]:
    """Return all entitlements of a product of the default world, from all pages."""
    pages = marketplace.client(SERVICE).get_paginator("get_entitlements")
    found: dict[str, Any] = pages.paginate(ProductCode=code(marketplace, name), **given).build_full_result()
    return found["Entitlements"]  # type: ignore[no-any-return]


def code(marketplace: Marketplace, name: str) -> str:
    """Return a product's code."""
    return next(each["product_code"] for each in marketplace.products() if each["name"] == name)


def refusal(marketplace: Marketplace, **given: Any) -> tuple[str, str]:
    """Return the code and the text of the error that answers a call."""
    with pytest.raises(ClientError) as refused:
        marketplace.client(SERVICE).get_entitlements(**given)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


def test_a_legacy_customer_has_all_three_identifiers(marketplace: Marketplace) -> None:
    seats, enterprise = entitlements(marketplace)
    (buyer,) = (each for each in marketplace.buyers() if each["name"] == "alder-logistics")
    agreement = next(each for each in marketplace.agreements() if each["name"] == "alder-analytics")
    assert seats["ExpirationDate"].timestamp() == 253370764800
    del seats["ExpirationDate"]
    assert seats == {
        "ProductCode": agreement["product_code"],
        "Dimension": "seats",
        "CustomerIdentifier": buyer["customer_identifier"],
        "CustomerAWSAccountId": buyer["customer_aws_account_id"],
        "Value": {"IntegerValue": 25},
        "LicenseArn": agreement["license_arn"],
    }
    assert (enterprise["Dimension"], enterprise["Value"]) == ("enterprise", {"BooleanValue": True})


@pytest.mark.parametrize("value", READINGS["unpopulated_customer_identifier"].alternatives)
def test_a_concurrent_customer_has_no_customer_identifier(marketplace: Marketplace, value: str) -> None:
    marketplace.set_readings(unpopulated_customer_identifier=value)
    (found,) = entitlements(marketplace, "harbor-backup")
    assert {"CustomerAWSAccountId", "LicenseArn"} <= found.keys()
    (sent,) = marketplace.exchanges()[-1]["answer"]["Entitlements"]
    assert sent.get("CustomerIdentifier", "absent") == {"absent": "absent", "empty": "", "null": None}[value]


@pytest.mark.parametrize("name", ["lighthouse-search", None], ids=["of-another-seller", "unknown"])
@pytest.mark.parametrize(("value", "answer"), [("empty_list", {"Entitlements": []}), ("absent", {})])
def test_a_product_that_is_not_the_seller_s_has_nothing(
    marketplace: Marketplace, name: str | None, value: str, answer: Any
) -> None:
    marketplace.create_agreement(
        product_code=marketplace.create_product(
            "atlas", seller_account="444455556666", dimensions=[{"key": "seats", "types": ["Entitled"]}]
        )["product_code"],
        customer_aws_account_id="210987654321",
        entitlements={"seats": 1},
    )
    marketplace.set_readings(no_entitlements_answer=value)
    own = marketplace.client(SERVICE, aws_access_key_id="AKIAMARKETPLACEOTHER")
    assert own.get_entitlements(ProductCode=code(marketplace, "atlas"))["Entitlements"]
    marketplace.client(SERVICE).get_entitlements(ProductCode="unknown" if name is None else code(marketplace, "atlas"))
    assert marketplace.exchanges()[-1]["answer"] == answer


@pytest.mark.parametrize(
    ("given", "dimensions"),
    [
        ({}, ["seats", "enterprise"]),
        ({"DIMENSION": ["seats"]}, ["seats"]),
        ({"DIMENSION": ["enterprise", "seats", "Seats", "seats"]}, ["seats", "enterprise"]),
        ({"CUSTOMER_AWS_ACCOUNT_ID": ["210987654321", "0"], "DIMENSION": ["enterprise"]}, ["enterprise"]),
        ({"CUSTOMER_AWS_ACCOUNT_ID": ["321098765432"], "DIMENSION": ["enterprise"]}, []),
        ({"CUSTOMER_IDENTIFIER": ["YbmxelQ2BAj"], "LICENSE_ARN": ["arn:aws:x"]}, []),
        ({"CUSTOMER_IDENTIFIER": ["YbmxelQ2BAj", "x"]}, ["seats", "enterprise"]),
        ({"CUSTOMER_AWS_ACCOUNT_ID": ["210987654321"], "DIMENSION": ["seats\0x", "seats\0", "\0"]}, []),
        ({"CUSTOMER_AWS_ACCOUNT_ID": ["210987654321\0"]}, []),
        ({"CUSTOMER_IDENTIFIER": ["ybmxelq2baj"]}, []),
    ],
)
def test_values_are_united_and_keys_intersected(
    marketplace: Marketplace, given: dict[str, list[str]], dimensions: list[str]
) -> None:
    assert [each["Dimension"] for each in entitlements(marketplace, Filter=given)] == dimensions


@pytest.mark.parametrize(("name", "found"), [("tidewater-analytics", 2), ("harbor-backup", 0)])
def test_a_filter_by_customer_identifier_finds_only_customers_of_a_legacy_product(
    marketplace: Marketplace, name: str, found: int
) -> None:
    """Every buyer has a CustomerIdentifier, but in a concurrent product no customer is named by it."""
    identifiers = [each["customer_identifier"] for each in marketplace.buyers()]
    assert len(entitlements(marketplace, name, Filter={"CUSTOMER_IDENTIFIER": identifiers})) == found
    assert entitlements(marketplace, name)


def test_the_two_customer_keys_exclude_each_other(marketplace: Marketplace) -> None:
    both = {"CUSTOMER_IDENTIFIER": ["a"], "CUSTOMER_AWS_ACCOUNT_ID": ["1"]}
    found, text = refusal(marketplace, ProductCode="any", Filter=both)
    assert found == "InvalidParameterException"
    assert "CUSTOMER_IDENTIFIER and CUSTOMER_AWS_ACCOUNT_ID" in text


def seats(marketplace: Marketplace, value: Any = 5, **fields: Any) -> Any:
    """Create an agreement to a new product that grants seats."""
    product = marketplace.create_product("anchor", dimensions=[{"key": "seats", "types": ["Entitled"]}])
    return marketplace.create_agreement(
        product_code=product["product_code"],
        customer_aws_account_id="210987654321",
        entitlements={"seats": value},
        **fields,
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (25, {"IntegerValue": 25}),
        (-(2**31), {"IntegerValue": -(2**31)}),
        (2.0, {"DoubleValue": 2.0}),
        (2.5, {"DoubleValue": 2.5}),
        (True, {"BooleanValue": True}),
        (False, {"BooleanValue": False}),
        ("gold", {"StringValue": "gold"}),
        ("", {"StringValue": ""}),
    ],
)
def test_a_value_is_of_one_kind(marketplace: Marketplace, value: Any, shown: dict[str, Any]) -> None:
    seats(marketplace, value)
    (found,) = entitlements(marketplace, "anchor")
    assert found["Value"] == shown
    assert type(*found["Value"].values()) is type(value)


def test_the_expiration_is_in_whole_seconds(marketplace: Marketplace) -> None:
    seats(marketplace, end_time="2099-01-01T00:00:00.900Z")
    entitlements(marketplace, "anchor")
    (found,) = marketplace.exchanges()[-1]["answer"]["Entitlements"]
    assert found["ExpirationDate"] == 4070908800


def ended(status: Any) -> Callable[[Marketplace], None]:
    """Return what creates an agreement and ends it."""

    def end(marketplace: Marketplace) -> None:
        marketplace.cancel_agreement(seats(marketplace)["agreement_id"], status)

    return end


def lasting(**fields: Any) -> Callable[[Marketplace], None]:
    """Return what creates an agreement with these fields, 10 minutes before now."""

    def last(marketplace: Marketplace) -> None:
        seats(marketplace, **fields)
        marketplace.clock.advance("10m")

    return last


SHOWN = ["ExpirationDate"]
GONE: list[str] | None = None


@pytest.mark.parametrize(
    ("make", "readings", "expiration"),
    [
        (lasting(), {}, SHOWN),
        (lasting(end_time="now+10m"), {}, GONE),
        (lasting(end_time="now+10m"), {"expired_entitlement": "listed"}, SHOWN),
        (lasting(end_time="now+11m"), {}, SHOWN),
        (lasting(value={"value": 5, "end_time": "now+10m"}), {}, GONE),
        (lasting(value={"value": 5, "end_time": "now+20m"}, end_time="now+5m"), {}, GONE),
        (lasting(value={"value": 5, "end_time": "now+11m"}), {}, SHOWN),
        (lasting(start_time="now+11m"), {}, GONE),
        (lasting(start_time="now+10m"), {}, SHOWN),
        (lasting(start_time="now+6m"), {"entitlement_propagation": "5m"}, GONE),
        (lasting(start_time="now+5m"), {"entitlement_propagation": "5m"}, SHOWN),
        (lasting(free_trial=True), {}, SHOWN),
        (ended("CANCELLED"), {}, GONE),
        (ended("CANCELLED"), {"cancelled_entitlement": "without_expiration"}, []),
        (ended("TERMINATED"), {"cancelled_entitlement": "without_expiration"}, []),
        (ended("CANCELLED"), {"expired_entitlement": "listed"}, GONE),
        (ended("EXPIRED"), {}, GONE),
        (ended("EXPIRED"), {"expired_entitlement": "listed"}, SHOWN),
        (ended("RENEWED"), {"expired_entitlement": "listed", "cancelled_entitlement": "without_expiration"}, GONE),
        (ended("REPLACED"), {"expired_entitlement": "listed", "cancelled_entitlement": "without_expiration"}, GONE),
    ],
)
def test_what_is_shown_of_an_agreement(
    marketplace: Marketplace,
    make: Callable[[Marketplace], None],
    readings: dict[str, str],
    expiration: list[str] | None,
) -> None:
    marketplace.clock.freeze()
    marketplace.set_readings(**readings)
    make(marketplace)
    found = entitlements(marketplace, "anchor")
    assert [[name for name in SHOWN if name in each] for each in found] == ([] if expiration is None else [expiration])


def test_a_product_without_entitlements(marketplace: Marketplace) -> None:
    product = marketplace.create_product("by-usage", dimensions=[{"key": "calls"}])
    marketplace.create_agreement(product_code=product["product_code"], customer_aws_account_id="210987654321")
    assert entitlements(marketplace, "by-usage") == []


def test_the_answer_records_the_readings_that_decided_it(marketplace: Marketplace) -> None:
    entitlements(marketplace, "lighthouse-search")
    assert marketplace.exchanges()[-1]["readings"] == {
        "empty_entitlement_page": "never",
        "no_entitlements_answer": "empty_list",
    }
