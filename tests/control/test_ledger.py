"""The ledger: what is billed and what is refused, as boto3's requests leave it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace, Refused
from tests.control.conftest import by_license, by_product, record
from tests.usage import plant, row


def test_a_line_is_an_agreement_a_dimension_and_an_hour(frozen: Marketplace) -> None:
    alder, birch, *_ = frozen.agreements()
    answer = by_product(
        frozen, record(alder, "17.50"), record(alder, "1", "rows_exported"), record(birch, "2", hours=1)
    )
    found = frozen.ledger()
    assert [(each["hour"], each["agreement"], each["dimension"], each["quantity"]) for each in found["items"]] == [
        ("2026-11-20T09:00:00Z", "birch-analytics-trial", "queries", "2"),
        ("2026-11-20T10:00:00Z", "alder-analytics", "queries", "17.5"),
        ("2026-11-20T10:00:00Z", "alder-analytics", "rows_exported", "1"),
    ]
    assert {**found["items"][1], "records": []} == {
        "hour": "2026-11-20T10:00:00Z",
        "agreement": "alder-analytics",
        "agreement_id": alder["agreement_id"],
        "buyer": "alder-logistics",
        "customer_aws_account_id": "210987654321",
        "customer_identifier": None,
        "product_code": alder["product_code"],
        "dimension": "queries",
        "quantity": "17.5",
        "times": 1,
        "billed_twice": 0,
        "price": "0.002",
        "amount": "0.035",
        "sent": 1,
        "refused": {},
        "records": [],
    }
    [behind] = found["items"][1]["records"]
    assert behind["metering_record_id"] == answer["Results"][0]["MeteringRecordId"]
    assert behind["request_id"] == answer["ResponseMetadata"]["RequestId"] == frozen.exchanges()[0]["request_id"]
    assert found["total"] == {
        "times": 3,
        "times_without_price": 0,
        "billed_twice": 0,
        "amount": "0.049",
        "sent": 3,
        "refused": {},
    }
    assert (found["next"], found["refused_requests"]) == (None, [])


def test_what_is_refused_and_what_is_sent_again_is_counted_and_not_billed(frozen: Marketplace) -> None:
    alder, _, cedar, *_ = frozen.agreements()
    by_product(frozen, record(alder, "17"), record(alder, "17.0"), record(alder, "19"), record(cedar, "4"))
    of_alder, of_cedar = sorted(frozen.ledger()["items"], key=lambda line: str(line["buyer"]))
    assert (of_alder["quantity"], of_alder["times"], of_alder["sent"]) == ("17", 1, 3)
    assert of_alder["refused"] == {"DuplicateRecord": 1}
    assert [each["billed"] for each in of_alder["records"]] == [True, False, False]
    assert "17 before" in str(of_alder["records"][2]["reason"])
    assert (of_cedar["quantity"], of_cedar["times"], of_cedar["amount"]) == ("0", 0, "0")
    assert (of_cedar["agreement"], of_cedar["refused"]) == (cedar["name"], {"CustomerNotSubscribed": 1})
    assert frozen.ledger()["total"] == {
        "times": 1,
        "times_without_price": 0,
        "billed_twice": 0,
        "amount": "0.034",
        "sent": 4,
        "refused": {"CustomerNotSubscribed": 1, "DuplicateRecord": 1},
    }


@pytest.mark.parametrize("by", ["hour", "dimension", "agreement"])
def test_an_hour_by_product_and_by_license_is_billed_twice_and_stands_out(frozen: Marketplace, by: Any) -> None:
    alder = frozen.agreements()[0]
    by_product(frozen, record(alder, "17"), record(alder, "3", hours=1))
    by_license(frozen, alder, record(alder, "17"), record(alder, "4", hours=2))
    lines = frozen.ledger(by=by)["items"]
    assert sum(each["billed_twice"] for each in lines) == 1
    assert sum(each["times"] for each in lines) == 4
    total = frozen.ledger(by=by)["total"]
    assert total is not None
    assert (total["billed_twice"], total["times"], total["amount"]) == (1, 4, "0.082")
    if by == "hour":
        assert [(each["quantity"], each["times"]) for each in lines] == [("4", 1), ("3", 1), ("34", 2)]
        assert [each["scope"] for each in lines[2]["records"]] == ["product", "license"]


def test_product_code_and_license_in_one_request_are_billed_twice(frozen: Marketplace) -> None:
    alder = frozen.agreements()[0]
    by_product(frozen, record(alder, "17", LicenseArn=alder["license_arn"]))
    [line] = frozen.ledger()["items"]
    assert (line["quantity"], line["times"], line["billed_twice"], line["sent"]) == ("34", 2, 1, 2)


def test_several_instances_that_meter_one_hour_are_not_billed_twice(marketplace: Marketplace) -> None:
    alder = marketplace.agreements()[0]
    plant(marketplace, [row(alder, "1", scope=f"instance AKIA{each}") for each in range(3)])
    [line] = marketplace.ledger()["items"]
    assert (line["quantity"], line["times"], line["billed_twice"]) == ("3", 3, 0)
    plant(marketplace, [row(alder, "1", scope="product")])
    assert marketplace.ledger()["items"][0]["billed_twice"] == 1


def test_two_agreements_of_one_buyer_have_lines_of_their_own(frozen: Marketplace) -> None:
    _, _, _, _, production, staging, _ = frozen.agreements()
    for agreement, quantity in ((production, "5"), (staging, "7")):
        by_license(frozen, agreement, record(agreement, quantity, "api_calls"))
    lines = {each["agreement"]: each["quantity"] for each in frozen.ledger()["items"]}
    assert lines == {"dogwood-backup-production": "5", "dogwood-backup-staging": "7"}


def test_requests_refused_whole_are_counted_with_the_command_that_lists_them(frozen: Marketplace) -> None:
    alder, birch, *_ = frozen.agreements()
    for wrong in (record(alder, "1", "querys"), record(birch, "1", "querys"), record(alder, "1", hours=99)):
        with pytest.raises(ClientError):
            by_product(frozen, wrong)
    found = frozen.ledger()["refused_requests"]
    assert found == [
        {
            "operation": "BatchMeterUsage",
            "outcome": code,
            "times": times,
            "command": f"marketplace-emulator exchanges --operation BatchMeterUsage --outcome {code}",
        }
        for code, times in (("InvalidUsageDimensionException", 2), ("TimestampOutOfBoundsException", 1))
    ]
    [of_birch] = frozen.ledger(customer_aws_account_id=birch["customer_aws_account_id"])["refused_requests"] or []
    assert of_birch["times"] == 1
    assert of_birch["command"].endswith("--customer-aws-account-id 321098765432")
    assert frozen.ledger(operation="MeterUsage")["refused_requests"] == []
    assert frozen.ledger()["items"] == []


def test_lines_are_filtered_as_records_are(frozen: Marketplace) -> None:
    alder, birch, *_ = frozen.agreements()
    by_product(frozen, record(alder, "17"), record(alder, "18"), record(birch, "2", hours=1))

    def quantities(**wanted: Any) -> list[str | None]:
        return [each["quantity"] for each in frozen.ledger(**wanted)["items"]]

    assert quantities(hour="now-1h") == quantities(customer_aws_account_id="321098765432") == ["2"]
    assert quantities(since="now") == quantities(agreement_id=alder["agreement_id"]) == ["17"]
    assert quantities(status="DuplicateRecord") == quantities(billed=False) == ["0"]
    total = frozen.ledger(hour="now-1h")["total"]
    assert total is not None
    assert total["sent"] == 1
    with pytest.raises(Refused, match="did you mean 'queries'"):
        frozen.ledger(dimension="querys")


@pytest.mark.parametrize(("work", "times"), [("not_done", 0), ("done", 1)])
def test_records_that_aws_calls_unprocessed_are_billed_if_the_work_was_done(
    frozen: Marketplace, work: Any, times: int
) -> None:
    frozen.add_fault(unprocessed="all", work=work)
    assert by_product(frozen, record(frozen.agreements()[0], "17"))["Results"] == []
    [line] = frozen.ledger()["items"]
    assert (line["times"], line["quantity"]) == (times, "17" if times else "0")
    assert line["refused"] == ({} if times else {"Unprocessed": 1})
    assert line["records"][0]["status"] == "Unprocessed"
