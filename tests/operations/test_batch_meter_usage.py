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
