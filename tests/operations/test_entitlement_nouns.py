"""What a call of GetEntitlements is about: faults bound to what its filter names meet it, and the journal finds it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.config import Config

from marketplace_emulator import Marketplace

SERVICE = "marketplace-entitlement"


@pytest.fixture
def known(marketplace: Marketplace) -> dict[str, str]:
    """The identifiers of an agreement with entitlements, of its buyer and its product."""
    agreement: Any = next(each for each in marketplace.agreements() if each["name"] == "alder-analytics")
    (buyer,) = (each for each in marketplace.buyers() if each["name"] == "alder-logistics")
    return {**agreement, "customer_identifier": buyer["customer_identifier"], "dimension": "seats"}


BY = {
    "CUSTOMER_AWS_ACCOUNT_ID": "customer_aws_account_id",
    "CUSTOMER_IDENTIFIER": "customer_identifier",
    "LICENSE_ARN": "license_arn",
    "DIMENSION": "dimension",
}
"""The noun that each key of the filter names."""


@pytest.mark.parametrize(
    ("key", "nouns"),
    [
        ("CUSTOMER_AWS_ACCOUNT_ID", ["customer_aws_account_id", "customer_identifier"]),
        ("CUSTOMER_IDENTIFIER", ["customer_aws_account_id", "customer_identifier"]),
        ("LICENSE_ARN", ["license_arn", "agreement_id", "customer_aws_account_id", "customer_identifier"]),
        ("DIMENSION", ["dimension"]),
    ],
)
@pytest.mark.parametrize("others", [0, 2])
def test_a_filter_s_values_are_what_faults_and_the_journal_know(
    marketplace: Marketplace, known: dict[str, str], key: str, nouns: list[str], others: int
) -> None:
    client = marketplace.client(SERVICE, config=Config(retries={"total_max_attempts": 1}))
    product = known["product_code"]
    wanted = {key: ["other"] * others + [known[BY[key]]]}
    for noun in ("product_code", *nouns):
        bound: dict[str, Any] = {noun: known[noun]}
        marketplace.add_fault(operation="GetEntitlements", error="ThrottlingException", **bound)
        with pytest.raises(client.exceptions.ThrottlingException):
            client.get_entitlements(ProductCode=product, Filter=wanted)
        assert client.get_entitlements(ProductCode="other", Filter={key: ["other"]})["Entitlements"] == []
        marketplace.clear_faults()
        assert marketplace.verify("GetEntitlements", outcome="ThrottlingException", **bound) >= 1
        marketplace.request("POST", "/reset?only=exchanges")
        client.get_entitlements(ProductCode=product, Filter=wanted)
        client.get_entitlements(ProductCode="other", Filter={key: ["other"]})
        (found,) = marketplace.exchanges(**bound)
        assert found["outcome"] == "ok"


@pytest.mark.parametrize("code", ["InvalidParameterException", "ThrottlingException", "InternalServiceErrorException"])
def test_every_declared_error_comes_by_a_rule(marketplace: Marketplace, code: str) -> None:
    client = marketplace.client(SERVICE, config=Config(retries={"total_max_attempts": 1}))
    marketplace.add_fault(operation="GetEntitlements", error=code)
    with pytest.raises(getattr(client.exceptions, code)) as refused:
        client.get_entitlements(ProductCode="any")
    status = refused.value.response["ResponseMetadata"]["HTTPStatusCode"]
    assert status == (500 if code == "InternalServiceErrorException" else 400)
