"""BatchMeterUsage's duplicates: what was billed first stays, in one batch and over several, by product and by license."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.operations.metering import Seller, hours

LEGACY, CONCURRENT = "alder-analytics", "dogwood-backup-production"
BOTH = "harbor-backup"
"""A ProductCode that is sent beside the LicenseArn."""


@pytest.mark.parametrize("agreement", [LEGACY, CONCURRENT])
@pytest.mark.parametrize("one_batch", [True, False])
@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (17, 17, True),
        (17, "17", True),
        ("17.0", 17, True),
        ("17.00", "17.000000", True),
        ("0.1", "0.100", True),
        (0, "0", True),
        (None, 0, True),
        ("9999999999.999999", "9999999999.999999", True),
        ("9999999999.999999", "9999999999.999998", False),
        (17, 18, False),
        (17, "17.000001", False),
        ("0.1", "0.01", False),
        (None, 1, False),
    ],
)
def test_quantities_are_compared_by_value(
    seller: Seller, agreement: str, one_batch: bool, first: Any, second: Any, same: bool
) -> None:
    records = [seller.record(agreement, each) for each in (first, second)]
    for record, quantity in zip(records, (first, second), strict=True):
        assert ("Quantity" in record or "QuantityAsDecimal" in record) == (quantity is not None)
    results = seller.send(*records) if one_batch else [*seller.send(records[0]), *seller.send(records[1])]
    assert [each["Status"] for each in results] == ["Success", "Success" if same else "DuplicateRecord"]
    assert [each["UsageRecord"] for each in results] == records
    if same:
        assert results[0]["MeteringRecordId"] == results[1]["MeteringRecordId"]
    assert len(seller.billed()) == 1
    assert float(seller.billed()[0][1]) == float(first or 0)


def test_the_first_stays_billed_whatever_comes_after(seller: Seller) -> None:
    records = [seller.record(CONCURRENT, each) for each in (5, 6, 5, 7)]
    assert seller.statuses(*records) == ["Success", "DuplicateRecord", "Success", "DuplicateRecord"]
    assert seller.billed() == [("license", "5")]
    assert [row["status"] for row in seller.rows()] == ["Success", "DuplicateRecord", "Success", "DuplicateRecord"]
    assert seller.rows()[1]["reason"] == "the hour was billed 5 before, and the record has 6"


@pytest.mark.parametrize(
    "change",
    [
        {"Dimension": "api_calls"},
        {"LicenseArn": "dogwood-backup-staging"},
        {"Timestamp": -1},
        {"CustomerAWSAccountId": "alder-backup", "LicenseArn": "alder-backup"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_dimension_license_hour_or_customer_is_other_usage(seller: Seller, change: dict[str, Any]) -> None:
    record = seller.record(CONCURRENT, 5)
    other = {**record, "Quantity": 6}
    for member, value in change.items():
        if member == "Timestamp":
            other[member] = seller.now + hours(value)
        elif member == "LicenseArn":
            other[member] = seller.agreements[value]["license_arn"]
        elif member == "CustomerAWSAccountId":
            other[member] = seller.agreements[value]["customer_aws_account_id"]
        else:
            other[member] = value
    assert seller.statuses(record, other) == ["Success", "Success"]
    assert [quantity for _, quantity in seller.billed()] == ["5", "6"]


def test_a_customer_by_identifier_and_by_account_is_one_customer(seller: Seller) -> None:
    record = seller.record(LEGACY, 5)
    identifier = seller.buyers["alder-logistics"]["customer_identifier"]
    same = {**record, "CustomerIdentifier": identifier}
    del same["CustomerAWSAccountId"]
    both = {**record, "CustomerIdentifier": identifier}
    results = seller.send(record, same, both)
    assert [each["Status"] for each in results] == ["Success"] * 3
    assert len({each["MeteringRecordId"] for each in results}) == 1
    assert [each["UsageRecord"] for each in results] == [record, same, both]
    assert seller.statuses({**same, "Quantity": 6}) == ["DuplicateRecord"]
    assert len(seller.billed()) == 1


@pytest.mark.parametrize("one_batch", [True, False])
def test_the_reading_identical_resend(metered: Marketplace, one_batch: bool) -> None:
    metered.set_readings(identical_resend="duplicate_record")
    seller = Seller(metered)
    record = seller.record(CONCURRENT, 5)
    statuses = seller.statuses(record, record) if one_batch else seller.statuses(record) + seller.statuses(record)
    assert statuses == ["Success", "DuplicateRecord"]
    assert seller.billed() == [("license", "5")]


def test_a_product_code_and_a_license_together_are_billed_twice(seller: Seller) -> None:
    (result,) = seller.send(seller.record(CONCURRENT, 5), product=BOTH)
    assert result["Status"] == "Success"
    assert seller.billed() == [("product", "5"), ("license", "5")]
    assert {row["metering_record_id"] for row in seller.rows()} == {result["MeteringRecordId"]}
    assert {row["agreement_id"] for row in seller.rows()} == {seller.agreements[CONCURRENT]["agreement_id"]}


@pytest.mark.parametrize(("first", "second"), [(None, BOTH), (BOTH, None), (BOTH, BOTH)])
def test_the_same_usage_in_both_ways_is_billed_twice_and_no_more(
    seller: Seller, first: str | None, second: str | None
) -> None:
    record = seller.record(CONCURRENT, 5)
    results = [seller.send(record, product=each)[0] for each in (first, second, first, second)]
    assert {each["Status"] for each in results} == {"Success"}
    assert len({each["MeteringRecordId"] for each in results}) == 1
    assert sorted(seller.billed()) == [("license", "5"), ("product", "5")]


@pytest.mark.parametrize(("first", "second"), [(None, BOTH), (BOTH, None)])
def test_another_quantity_in_either_way_is_a_duplicate(seller: Seller, first: str | None, second: str | None) -> None:
    assert seller.statuses(seller.record(CONCURRENT, 5), product=first) == ["Success"]
    billed = seller.billed()
    assert seller.statuses(seller.record(CONCURRENT, 6), product=second) == ["DuplicateRecord"]
    assert seller.billed() == billed


@pytest.mark.parametrize("quantity", [5, 6])
def test_usage_in_both_ways_after_another_quantity_in_each_is_a_duplicate(seller: Seller, quantity: int) -> None:
    arn = seller.agreements[LEGACY]["license_arn"]
    assert seller.statuses(seller.record(LEGACY, 5)) == ["Success"]
    assert seller.statuses(seller.record(LEGACY, 6, LicenseArn=arn)) == ["Success"]
    both = seller.record(LEGACY, quantity, LicenseArn=arn)
    assert seller.statuses(both, product="tidewater-analytics") == ["DuplicateRecord"]
    assert seller.billed() == [("product", "5"), ("license", "6")]


def test_a_migrating_seller_bills_an_hour_by_each_way(seller: Seller) -> None:
    """A legacy product's usage by ProductCode and then by LicenseArn alone: the model warns of this duplicate billing."""
    record = seller.record(LEGACY, 5)
    arn = seller.agreements[LEGACY]["license_arn"]
    by_code, by_license = seller.send(record)[0], seller.send({**record, "LicenseArn": arn}, product=None)[0]
    assert by_code["Status"] == by_license["Status"] == "Success"
    assert by_code["MeteringRecordId"] != by_license["MeteringRecordId"]
    assert seller.billed() == [("product", "5"), ("license", "5")]
    assert seller.statuses({**record, "Quantity": 6}) == ["DuplicateRecord"]
    assert seller.statuses({**record, "LicenseArn": arn, "Quantity": 6}, product=None) == ["DuplicateRecord"]


def test_the_same_usage_has_the_same_id_in_another_world(seller: Seller) -> None:
    (result,) = seller.send(seller.record(CONCURRENT, 5))
    (other,) = Seller(Marketplace()).send(seller.record(CONCURRENT, 5))
    assert result["MeteringRecordId"] == other["MeteringRecordId"]


def test_a_reset_of_agreements_forgets_usage(seller: Seller) -> None:
    seller.send(seller.record(CONCURRENT, 5))
    seller.marketplace.reset(only=("agreements",))
    assert seller.rows() == []


def test_a_snapshot_keeps_usage(seller: Seller) -> None:
    seller.send(seller.record(CONCURRENT, 5))
    seller.marketplace.snapshot("billed")
    seller.send(seller.record(CONCURRENT, 5, Dimension="api_calls"))
    seller.marketplace.restore("billed")
    assert seller.billed() == [("license", "5")]
    assert seller.statuses(seller.record(CONCURRENT, 6)) == ["DuplicateRecord"]
