"""The list of metering records: filters, pages, formats and refusals."""

from __future__ import annotations

import csv
import io
from typing import Any, get_type_hints

import pytest

from marketplace_emulator import Marketplace, Refused, usage_columns
from marketplace_emulator.control import csv_answer, metering_records
from marketplace_emulator.http import HttpRequest
from tests.usage import HOUR, plant, row


@pytest.fixture
def sent(marketplace: Marketplace) -> Marketplace:
    """An emulator with records of two products, three hours, and every status."""
    alder, birch, _, backup, *_ = marketplace.agreements()
    identifier = marketplace.buyers()[0]["customer_identifier"]
    plant(
        marketplace,
        [
            row(alder, "1", scope="product", license_arn="", customer_identifier=identifier),
            row(alder, "2.5", scope="product", license_arn="", status="DuplicateRecord", billed=False, reason="1 is"),
            row(alder, "3", hour=HOUR + 3600, allocations='[{"AllocatedUsageQuantity":3}]'),
            row(birch, "4", status="Unprocessed", dimension="rows_exported", billed=False),
            row(backup, "5", operation="MeterUsage", dimension="api_calls", hour=HOUR + 7200, scope="instance AKIA"),
            row(
                {**alder, "agreement_id": None, "customer_aws_account_id": None},
                "6",
                customer_identifier="nobody",
                metering_record_id=None,
                status="CustomerNotSubscribed",
                billed=False,
            ),
        ],
    )
    return marketplace


def quantities(marketplace: Marketplace, **wanted: Any) -> list[str]:
    return [each["quantity"] for each in marketplace.metering_records(**wanted)]


def test_every_record_is_listed_with_all_that_is_known(sent: Marketplace) -> None:
    records = sent.metering_records()
    assert [each["number"] for each in records] == [1, 2, 3, 4, 5, 6]
    alder = sent.agreements()[0]
    assert {**records[1], "metering_record_id": "", "request_id": ""} == {
        "number": 2,
        "metering_record_id": "",
        "request_id": "",
        "operation": "BatchMeterUsage",
        "received_at": "2026-09-21T15:00:00.500Z",
        "product_code": alder["product_code"],
        "customer_aws_account_id": "210987654321",
        "customer_identifier": None,
        "agreement_id": alder["agreement_id"],
        "license_arn": None,
        "scope": "product",
        "dimension": "queries",
        "timestamp": "2026-09-21T14:01:00Z",
        "hour": "2026-09-21T14:00:00Z",
        "quantity": "2.5",
        "allocations": None,
        "status": "DuplicateRecord",
        "billed": False,
        "reason": "1 is",
    }
    assert records[2]["allocations"] == [{"AllocatedUsageQuantity": 3}]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"status": "DuplicateRecord"}, ["2.5"]),
        ({"billed": True}, ["1", "3", "5"]),
        ({"billed": False}, ["2.5", "4", "6"]),
        ({"operation": "MeterUsage"}, ["5"]),
        ({"dimension": "rows_exported"}, ["4"]),
        ({"customer_identifier": "nobody"}, ["6"]),
        ({"customer_aws_account_id": "210987654321"}, ["1", "2.5", "3", "5"]),
        ({"customer_aws_account_id": "999999999999"}, []),
        ({"hour": HOUR + 3601}, ["3"]),
        ({"hour": "2026-09-21T15:59:59Z"}, ["3"]),
        ({"since": HOUR + 3600}, ["3", "5"]),
        ({"since": HOUR + 3599}, ["1", "2.5", "3", "4", "5", "6"]),
        ({"until": HOUR + 7200}, ["1", "2.5", "3", "4", "6"]),
        ({"until": HOUR + 7201, "since": HOUR + 7200}, ["5"]),
        ({"limit": 2, "billed": False}, ["2.5", "4"]),
    ],
)
def test_a_filter_selects(sent: Marketplace, wanted: Any, found: list[str]) -> None:
    assert quantities(sent, **wanted) == found


def test_a_buyer_is_found_by_each_of_its_identifiers(sent: Marketplace) -> None:
    alder, birch, _, backup, *_ = sent.agreements()
    identifier = sent.buyers()[0]["customer_identifier"]
    assert quantities(sent, customer_identifier=identifier) == ["1", "2.5", "3", "5"]
    assert quantities(sent, agreement_id=alder["agreement_id"]) == ["1", "2.5", "3"]
    assert quantities(sent, license_arn=alder["license_arn"]) == ["1", "2.5", "3", "6"]
    assert quantities(sent, product_code=backup["product_code"]) == ["5"]
    assert quantities(sent, agreement_id=birch["agreement_id"], billed=True) == []


def test_pages_lead_through_all_records_and_newest_to_the_last(sent: Marketplace) -> None:
    page = sent.request("GET", "/metering-records?limit=2")
    assert ([each["number"] for each in page["items"]], page["next"]) == ([1, 2], 2)
    page = sent.request("GET", "/metering-records?limit=4&cursor=2")
    assert ([each["number"] for each in page["items"]], page["next"]) == ([3, 4, 5, 6], None)
    page = sent.request("GET", "/metering-records?limit=2&newest=true")
    assert ([each["number"] for each in page["items"]], page["next"]) == ([5, 6], None)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"product_code": "tidewater"}, "there is no product 'tidewater'"),
        ({"agreement_id": "agmt-x"}, "there is no agreement 'agmt-x'"),
        ({"dimension": "querys"}, "no product has a dimension 'querys'; did you mean 'queries'"),
        ({"hour": "noon"}, "hour: 'noon' is not a time"),
        ({"since": "now-"}, "since: 'now-' is not a time"),
        ({"status": "Duplicate"}, 'status is "Duplicate", expected CustomerNotSubscribed or DuplicateRecord'),
        ({"operation": "RegisterUsage"}, 'operation is "RegisterUsage", expected BatchMeterUsage or MeterUsage'),
        ({"billed": "yes"}, 'billed is "yes", expected true or false'),
        ({"agreement": "x"}, "'agreement' is not a field; did you mean 'agreement_id'"),
    ],
)
def test_a_wrong_filter_is_refused(marketplace: Marketplace, wanted: Any, said: str) -> None:
    with pytest.raises(Refused) as refused:
        marketplace.metering_records(**wanted)
    assert said in str(refused.value)


def as_csv(marketplace: Marketplace, path: str) -> list[dict[str, str]]:
    answer = marketplace.respond(HttpRequest("GET", f"/_emulator/{path}", {"host": "localhost"}, query="format=csv"))
    assert (answer.status, answer.header("content-type")) == (200, "text/csv; charset=utf-8; header=present")
    assert answer.body.endswith(b"\r\n")
    return list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))


def test_csv_has_the_same_records(sent: Marketplace) -> None:
    rows = as_csv(sent, "metering-records")
    assert [each["quantity"] for each in rows] == quantities(sent)
    for written, record in zip(rows, sent.metering_records(), strict=True):
        assert tuple(written) == tuple(record) == usage_columns.RECORD
        assert {name for name, value in record.items() if value is None} == {
            name for name, value in written.items() if not value
        }
    assert rows[2]["allocations"] == '[{"AllocatedUsageQuantity": 3}]'
    assert [each["billed"] for each in rows] == ["true", "false", "true", "false", "true", "false"]


def test_the_columns_are_the_members_of_a_record() -> None:
    assert tuple(get_type_hints(metering_records.MeteringRecord)) == usage_columns.RECORD


def test_csv_that_would_be_too_large_is_refused_with_a_way_out(
    sent: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_answer, "MOST", 5)
    with pytest.raises(Refused, match=r"more than 5 rows.*limit and cursor.*metering list --format csv"):
        sent.request("GET", "/metering-records?format=csv")
    monkeypatch.setattr(csv_answer, "MOST", 6)
    assert len(as_csv(sent, "metering-records")) == 6


def test_no_cell_is_a_formula(marketplace: Marketplace) -> None:
    agreement = marketplace.agreements()[0]
    hostile = ['=HYPERLINK("http://x","y")', "+1", "-2", "@SUM(A1)", "\t=1", 'a,"b"\r\nc', "plain", "'=1"]
    plant(marketplace, [row(agreement, customer_identifier=each, billed=False) for each in hostile])
    found = [each["customer_identifier"] for each in as_csv(marketplace, "metering-records")]
    assert found == [f"'{each}" if each[0] in "=+-@\t" else each for each in hostile]


def test_a_reset_of_agreements_or_of_everything_forgets_the_records(sent: Marketplace) -> None:
    sent.snapshot("before")
    sent.reset(only=["agreements"])
    assert sent.metering_records() == []
    sent.restore("before")
    assert len(sent.metering_records()) == 6


def test_what_boto3_sends_is_listed_as_it_was_judged(marketplace: Marketplace) -> None:
    agreement, buyer = marketplace.agreements()[0], marketplace.buyers()[0]
    usage = {
        "Timestamp": marketplace.clock.now(),
        "CustomerIdentifier": buyer["customer_identifier"],
        "Dimension": "queries",
        "QuantityAsDecimal": "17.50",
        "UsageAllocations": [
            {"AllocatedUsageQuantityAsDecimal": "17.5", "Tags": [{"Key": "team", "Value": "blue"}]},
        ],
    }
    answer = marketplace.client().batch_meter_usage(
        ProductCode=agreement["product_code"], UsageRecords=[usage, {**usage, "LicenseArn": agreement["license_arn"]}]
    )
    first, second = marketplace.metering_records(customer_aws_account_id=buyer["customer_aws_account_id"])[:2]
    assert [first["metering_record_id"], second["metering_record_id"]] == [
        each["MeteringRecordId"] for each in answer["Results"]
    ]
    assert first["request_id"] == answer["ResponseMetadata"]["RequestId"]
    exchange = marketplace.request("GET", f"/exchanges/{second['request_id']}")
    assert (exchange["operation"], exchange["about"]["dimension"]) == ("BatchMeterUsage", ["queries"])
    assert (first["scope"], first["quantity"], first["allocations"]) == ("product", "17.5", usage["UsageAllocations"])
    assert (first["customer_identifier"], first["agreement_id"]) == (
        buyer["customer_identifier"],
        agreement["agreement_id"],
    )
    assert (second["scope"], second["license_arn"]) == ("license", agreement["license_arn"])
