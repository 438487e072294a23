"""boto3 of the test's own, whatever its age: metering and entitlements, by the printed variables."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import boto3
import pytest
from botocore.exceptions import ParamValidationError

from marketplace_emulator import Marketplace

LEGACY, CONCURRENT = "qmjcqgw9kbqt2gsurxlphu6kg", "jx8vytq57al5z46psvi6d6lcz"


def _knows(client: Any, shape: str, member: str) -> bool:
    return member in client.meta.service_model.shape_for(shape).members


def test_usage_of_a_legacy_product(marketplace_server: Marketplace) -> None:
    metering = boto3.client("meteringmarketplace")
    hour = marketplace_server.clock.now()
    record = {"Timestamp": hour, "CustomerIdentifier": "YbmxelQ2BAj", "Dimension": "queries", "Quantity": 17}
    records = [record, {**record, "Quantity": 18}, {**record, "Dimension": "unprocessed"}]
    answer = metering.batch_meter_usage(ProductCode=LEGACY, UsageRecords=records)
    assert [each["Status"] for each in answer["Results"]] == ["Success", "DuplicateRecord"]
    assert [each["UsageRecord"]["Quantity"] for each in answer["Results"]] == [17, 18]
    [left] = answer["UnprocessedRecords"]
    assert left == {**records[2], "Timestamp": left["Timestamp"]}
    with pytest.raises(metering.exceptions.TimestampOutOfBoundsException):
        metering.batch_meter_usage(ProductCode=LEGACY, UsageRecords=[{**record, "Timestamp": 0}])
    [billed] = marketplace_server.metering_records(billed=True)
    assert (billed["quantity"], billed["dimension"]) == ("17", "queries")


@pytest.mark.parametrize("member", ["QuantityAsDecimal", "LicenseArn"])
def test_a_member_of_usage_is_sent_or_refused_but_never_dropped(marketplace_server: Marketplace, member: str) -> None:
    metering = boto3.client("meteringmarketplace")
    agreement = next(each for each in marketplace_server.agreements() if each["name"] == "alder-analytics")
    value = {"QuantityAsDecimal": "17.42", "LicenseArn": agreement["license_arn"]}[member]
    record = {"Timestamp": marketplace_server.clock.now(), "Dimension": "queries", member: value}
    record |= {"CustomerIdentifier": "YbmxelQ2BAj"}
    knows = _knows(metering, "UsageRecord", member)
    outcome: AbstractContextManager[Any] = nullcontext() if knows else pytest.raises(ParamValidationError)
    with outcome:
        metering.batch_meter_usage(ProductCode=LEGACY, UsageRecords=[record])
    assert bool(marketplace_server.metering_records()) == knows
    assert bool(marketplace_server.exchanges(operation="BatchMeterUsage")) == knows


def test_software_in_the_buyers_account(marketplace_server: Marketplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAMARKETPLACEBUYER")
    metering = boto3.client("meteringmarketplace")
    started = metering.register_usage(ProductCode=CONCURRENT, PublicKeyVersion=1, Nonce="a start")
    assert started["Signature"].count(".") == 2
    usage = {
        "ProductCode": CONCURRENT,
        "Timestamp": marketplace_server.clock.now(),
        "UsageDimension": "api_calls",
        "UsageQuantity": 5,
    }
    first = metering.meter_usage(**usage)["MeteringRecordId"]
    assert metering.meter_usage(**usage)["MeteringRecordId"] == first
    with pytest.raises(metering.exceptions.DuplicateRequestException):
        metering.meter_usage(**{**usage, "UsageQuantity": 6})
    assert [each["operation"] for each in marketplace_server.metering_records(billed=True)] == ["MeterUsage"]


def test_what_an_answer_has_beyond_this_boto3_is_harmless(marketplace_server: Marketplace) -> None:
    entitlements = boto3.client("marketplace-entitlement")
    found = entitlements.get_entitlements(ProductCode=LEGACY, Filter={"CUSTOMER_IDENTIFIER": ["YbmxelQ2BAj"]})
    assert [each["Value"] for each in found["Entitlements"]] == [{"IntegerValue": 25}, {"BooleanValue": True}]
    for member in ("LicenseArn", "CustomerAWSAccountId"):
        assert (member in found["Entitlements"][0]) == _knows(entitlements, "Entitlement", member)
    with pytest.raises(entitlements.exceptions.InvalidParameterException):
        entitlements.get_entitlements(ProductCode=LEGACY, NextToken="nonsense")


def test_pages_of_entitlements(marketplace_server: Marketplace) -> None:
    pages = boto3.client("marketplace-entitlement").get_paginator("get_entitlements")
    found = pages.paginate(ProductCode=LEGACY, PaginationConfig={"PageSize": 1}).build_full_result()
    assert [each["Dimension"] for each in found["Entitlements"]] == ["seats", "enterprise"]
    assert len(marketplace_server.exchanges(operation="GetEntitlements")) == 2
