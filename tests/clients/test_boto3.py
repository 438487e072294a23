"""boto3: the endpoint in code or by the printed variables, typed exceptions, metadata, retries."""

from __future__ import annotations

import os
import subprocess
import sys

import boto3
import pytest
from botocore.config import Config

from marketplace_emulator import Marketplace


def test_the_endpoint_in_code(served: Marketplace) -> None:
    metering = boto3.client(
        "meteringmarketplace",
        endpoint_url=served.url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    answer = metering.resolve_customer(RegistrationToken="valid")
    assert answer["CustomerIdentifier"] == "YbmxelQ2BAj"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert answer["ResponseMetadata"]["RequestId"] == served.exchanges()[0]["request_id"]


@pytest.mark.parametrize("code", ["ExpiredTokenException", "InvalidTokenException", "ThrottlingException"])
def test_typed_exceptions(served: Marketplace, code: str) -> None:
    words = {"ExpiredTokenException": "expired", "InvalidTokenException": "invalid", "ThrottlingException": "throttled"}
    metering = served.client(config=Config(retries={"total_max_attempts": 1}))
    with pytest.raises(getattr(metering.exceptions, code)) as refusal:
        metering.resolve_customer(RegistrationToken=words[code])
    assert refusal.value.response["ResponseMetadata"]["RequestId"] == served.exchanges()[0]["request_id"]


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_every_retry_mode_gives_up_on_permanent_throttling(served: Marketplace, mode: str) -> None:
    metering = served.client(config=Config(retries={"mode": mode, "total_max_attempts": 2}))
    with pytest.raises(metering.exceptions.ThrottlingException):
        metering.resolve_customer(RegistrationToken="throttled")
    assert len(served.exchanges()) == 2


def test_an_expired_token_is_not_retried(served: Marketplace) -> None:
    metering = served.client()
    with pytest.raises(metering.exceptions.ExpiredTokenException):
        metering.resolve_customer(RegistrationToken="expired")
    assert len(served.exchanges()) == 1


def test_the_printed_variables_configure_another_process(served: Marketplace) -> None:
    program = (
        "import boto3; print(boto3.client('meteringmarketplace').resolve_customer(RegistrationToken='valid')"
        "['CustomerAWSAccountId'])"
    )
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    printed = subprocess.run(
        [sys.executable, "-c", program],
        env={**bare, **served.environment()},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert printed.stdout == "210987654321\n"


def test_the_default_session_of_an_earlier_test_is_not_used(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    earlier = boto3.Session(
        aws_access_key_id="AKIAMARKETPLACEOTHER", aws_secret_access_key="x", region_name="eu-west-1"
    )
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", earlier)
    marketplace_server: Marketplace = request.getfixturevalue("marketplace_server")
    boto3.client("meteringmarketplace").resolve_customer(RegistrationToken="valid")
    [exchange] = marketplace_server.exchanges()
    assert (exchange["account"], exchange["region"]) == ("111122223333", "us-east-1")


def test_the_variables_of_the_other_services_work_too(marketplace_server: Marketplace) -> None:
    entitlements = boto3.client("marketplace-entitlement")
    (found,) = entitlements.get_entitlements(ProductCode="jx8vytq57al5z46psvi6d6lcz")["Entitlements"]
    assert (found["Dimension"], found["Value"]) == ("gb_protected", {"IntegerValue": 5000})
    known = next(each for each in marketplace_server.agreements() if each["name"] == "dogwood-backup-production")
    agreements = boto3.client("marketplace-agreement")
    described = agreements.describe_agreement(agreementId=known["agreement_id"])
    assert described["acceptor"]["accountId"] == known["customer_aws_account_id"]
    asked = [each["operation"] for each in marketplace_server.exchanges()]
    assert asked == ["GetEntitlements", "DescribeAgreement"]


def test_an_answer_has_the_newest_members_with_any_boto3(served: Marketplace) -> None:
    """The emulator's clients read AWS's newest models; a client of the test's own reads those of its boto3."""
    sold = next(each["product_code"] for each in served.products() if each["generation"] == "concurrent")
    agreement = next(each for each in served.agreements(product_code=sold) if each["status"] == "ACTIVE")
    answer = served.client().resolve_customer(RegistrationToken=served.mint_token(agreement["agreement_id"]))
    assert {"LicenseArn", "Metadata"} <= set(answer)
    assert hasattr(served.client("marketplace-agreement"), "get_agreement_entitlements")
