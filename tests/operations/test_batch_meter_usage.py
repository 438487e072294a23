"""BatchMeterUsage through boto3: the three statuses, and the echo of what was sent."""

from __future__ import annotations

import pytest

from tests.operations.metering import Seller


@pytest.mark.parametrize(
    ("agreement", "scope"), [("alder-analytics", "product"), ("dogwood-backup-production", "license")]
)
def test_usage_is_billed_and_echoed(seller: Seller, agreement: str, scope: str) -> None:
    record = seller.record(agreement, "17.42")
    (result,) = seller.send(record)
    assert result["Status"] == "Success"
    assert result["UsageRecord"] == record
    assert len(result["MeteringRecordId"]) == 36
    assert seller.billed() == [(scope, "17.42")]
    (row,) = seller.rows()
    assert row["agreement_id"] == seller.agreements[agreement]["agreement_id"]
    assert row["micros"] == 17_420_000


def test_the_three_statuses_in_one_batch(seller: Seller) -> None:
    first = seller.record("alder-analytics", 17)
    again = {**first, "Quantity": 18}
    gone = seller.record("cedar-analytics", 17)
    assert seller.statuses(first, again, gone) == ["Success", "DuplicateRecord", "CustomerNotSubscribed"]
    assert seller.billed() == [("product", "17")]
    assert [bool(row["reason"]) for row in seller.rows()] == [False, True, True]


def test_a_batch_without_records(seller: Seller) -> None:
    assert seller.send(product=None) == []
    assert seller.rows() == []


def test_a_batch_is_about_all_that_its_records_name(seller: Seller) -> None:
    records = [seller.record(name) for name in ("dogwood-backup-production", "dogwood-backup-staging", "alder-backup")]
    seller.send(*records, {**records[0], "Dimension": "api_calls"})
    verify = seller.marketplace.verify
    for name in ("dogwood-backup-production", "alder-backup"):
        bought = seller.agreements[name]
        for noun in ("license_arn", "agreement_id", "customer_aws_account_id", "product_code"):
            assert verify("BatchMeterUsage", **{noun: bought[noun]}) == 1, noun
    assert verify("BatchMeterUsage", dimension="gb_restored") == verify("BatchMeterUsage", dimension="api_calls") == 1
    assert verify("BatchMeterUsage", at_most=0, dimension="gb_protected") == 0
    seller.marketplace.add_fault(dimension="api_calls", error="ThrottlingException")
    assert seller.statuses(records[0]) == ["Success"]
    assert seller.refused(seller.record("alder-backup", Dimension="api_calls"))[0] == "ThrottlingException"


def test_the_same_request_again_as_the_model_allows_and_a_part_of_it(seller: Seller) -> None:
    """Identical requests are idempotent and can be retried with the same records or a subset of records."""
    batch = [seller.record("dogwood-backup-production", 5, Dimension=key) for key in ("gb_restored", "api_calls")]
    first = seller.send(*batch)
    assert seller.send(*batch) == first
    assert seller.send(batch[1]) == first[1:]
    assert len(seller.billed()) == 2
    assert [row["reason"] for row in seller.rows()][2:] == ["the same record was billed before"] * 3
