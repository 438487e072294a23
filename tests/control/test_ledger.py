"""The ledger: what is billed and what is refused, as boto3's requests leave it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any, get_type_hints

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace, Refused, amounts, usage_columns
from marketplace_emulator.control import ledger
from marketplace_emulator.http import HttpRequest
from tests.tiers import examples
from tests.usage import HOUR, plant, row

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


@pytest.fixture
def frozen(marketplace: Marketplace) -> Marketplace:
    """An emulator in which it is half past ten, and whose agreements began two days ago."""
    marketplace.clock.set(NOW - timedelta(days=2))
    marketplace.reset(only=["agreements"])
    marketplace.clock.set(NOW, frozen=True)
    return marketplace


def record(agreement: Any, quantity: str, dimension: str = "queries", hours: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "Timestamp": NOW - timedelta(hours=hours),
        "CustomerAWSAccountId": agreement["customer_aws_account_id"],
        "Dimension": dimension,
        "QuantityAsDecimal": quantity,
        **more,
    }


def by_product(marketplace: Marketplace, *records: dict[str, Any]) -> Any:
    code = marketplace.agreements()[0]["product_code"]
    return marketplace.client().batch_meter_usage(ProductCode=code, UsageRecords=[*records])


def by_license(marketplace: Marketplace, agreement: Any, *records: dict[str, Any]) -> Any:
    licensed = [{**each, "LicenseArn": agreement["license_arn"]} for each in records]
    return marketplace.client().batch_meter_usage(UsageRecords=licensed)


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


def test_a_dimension_without_a_price_has_no_amount(marketplace: Marketplace) -> None:
    product = marketplace.create_product("crm", dimensions=[{"key": "calls"}, {"key": "mails", "price": "2.5"}])
    agreement = marketplace.create_agreement(
        product_code=product["product_code"], customer_aws_account_id="210987654321"
    )
    plant(marketplace, [row(agreement, "3", dimension="calls")])
    [line] = marketplace.ledger()["items"]
    assert (line["price"], line["amount"], line["quantity"]) == (None, None, "3")
    assert marketplace.ledger(by="agreement")["items"][0]["amount"] is None
    plant(marketplace, [row(agreement, "2", dimension="mails")])
    [summed] = marketplace.ledger(by="agreement")["items"]
    assert (summed["amount"], summed["dimension"], summed["quantity"], summed["times"]) == ("5", None, None, 2)
    total = marketplace.ledger()["total"]
    assert total is not None
    assert (total["amount"], total["times"], total["times_without_price"]) == ("5", 2, 1)


@pytest.mark.parametrize("by", ["hour", "dimension", "agreement"])
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_lead_through_all_lines_once(marketplace: Marketplace, by: Any, limit: int) -> None:
    records = [
        row(agreement, "1", dimension=dimension, hour=HOUR + 3600 * (hour % 3), scope=f"instance {hour}")
        for hour in range(4)
        for agreement in marketplace.agreements()[:3]
        for dimension in ("queries", "rows_exported")
    ]
    nobody = {"agreement_id": None, "customer_aws_account_id": None, "billed": False}
    records += [row(marketplace.agreements()[0], **nobody, customer_identifier=each) for each in ("ann", "bob", None)]
    plant(marketplace, records)
    whole = marketplace.ledger(by=by)["items"]
    assert sum(each["sent"] for each in whole) == len(records)
    paged: list[Any] = []
    page = marketplace.request("GET", f"/ledger?by={by}&limit={limit}")
    assert page["total"]["sent"] == len(records)
    while True:
        assert len(page["items"]) <= limit
        paged += page["items"]
        if page["next"] is None:
            break
        page = marketplace.request("GET", f"/ledger?by={by}&limit={limit}&cursor={page['next']}")
        assert (page["total"], page["refused_requests"]) == (None, None)
    assert paged == whole
    newest = marketplace.request("GET", f"/ledger?by={by}&limit={limit}&newest=true")["items"]
    assert newest == whole[-limit:]


def test_a_line_of_many_records_shows_the_first_ones(marketplace: Marketplace) -> None:
    alder = marketplace.agreements()[0]
    plant(marketplace, [row(alder), *(row(alder, "9", billed=False, status="DuplicateRecord") for _ in range(50))])
    [line] = marketplace.ledger()["items"]
    assert (line["sent"], line["refused"], len(line["records"])) == (51, {"DuplicateRecord": 50}, ledger.MOST_RECORDS)
    assert line["records"][0]["billed"]


def test_a_cursor_of_another_ledger_is_refused(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="cursor 9 is no line of this ledger; begin again"):
        marketplace.request("GET", "/ledger?cursor=9")


@settings(max_examples=examples(20, nightly=500))
@given(
    st.lists(st.decimals("0", "9999999999.999999", places=6), min_size=1, max_size=8),
    st.decimals("0", "9999999999.99999999", places=8),
)
def test_sums_and_amounts_are_exact(quantities: Any, price: Any) -> None:
    with Marketplace() as marketplace:
        product = marketplace.create_product("crm", dimensions=[{"key": "calls", "price": format(price, "f")}])
        agreement = marketplace.create_agreement(
            product_code=product["product_code"], customer_aws_account_id="210987654321"
        )
        plant(
            marketplace,
            [
                row(agreement, format(each, "f"), dimension="calls", scope=f"instance {number}")
                for number, each in enumerate(quantities)
            ],
        )
        [line] = marketplace.ledger()["items"]
        total = marketplace.ledger()["total"]
    exactly = sum(map(Fraction, quantities), Fraction(0))
    assert Fraction(line["quantity"] or "") == exactly
    assert total is not None
    assert Fraction(line["amount"] or "") == Fraction(total["amount"]) == exactly * Fraction(price)


@pytest.mark.parametrize(
    ("text", "places", "number", "by_value"),
    [
        ("17.42", 6, 17_420_000, "17.42"),
        ("17.00", 6, 17_000_000, "17"),
        ("0", 6, 0, "0"),
        ("0.000001", 6, 1, "0.000001"),
        ("100", 0, 100, "100"),
    ],
)
def test_decimals_are_whole_numbers_of_small_units(text: str, places: int, number: int, by_value: str) -> None:
    assert amounts.units(text, places) == number
    assert amounts.written(number, places) == by_value


def test_csv_has_the_same_lines(frozen: Marketplace) -> None:
    alder, _, cedar, *_ = frozen.agreements()
    by_product(frozen, record(alder, "17.25"), record(alder, "19"), record(cedar, "1"))
    by_license(frozen, alder, record(alder, "17.25"))
    answer = frozen.respond(HttpRequest("GET", "/_emulator/ledger", {"host": "localhost"}, query="format=csv"))
    assert (answer.status, answer.header("content-type")) == (200, "text/csv; charset=utf-8; header=present")
    written = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
    for cells, line in zip(written, frozen.ledger()["items"], strict=True):
        assert tuple(cells) == tuple(line) == usage_columns.LEDGER
        for name in usage_columns.LEDGER[:-2]:
            assert cells[name] == ("" if line[name] is None else str(line[name]))  # type: ignore[literal-required]
        ids = [each["metering_record_id"] for each in line["records"] if each["billed"]]
        assert cells["records"].split() == ids
    [of_alder] = (cells for cells in written if cells["agreement"] == alder["name"])
    assert of_alder["refused"].startswith("1 DuplicateRecord: the hour was billed 17.25 before")


def test_the_columns_are_the_members_of_a_line() -> None:
    assert tuple(get_type_hints(ledger.LedgerLine)) == usage_columns.LEDGER


def test_csv_says_why_accepted_usage_is_not_billed(marketplace: Marketplace) -> None:
    marketplace.client().meter_usage(
        ProductCode=marketplace.agreements()[0]["product_code"],
        Timestamp=marketplace.clock.now(),
        UsageDimension="queries",
        UsageQuantity=5,
    )
    [line] = marketplace.ledger()["items"]
    assert (line["agreement"], line["times"], line["sent"], line["refused"]) == (None, 0, 1, {})
    assert usage_columns.flat(line)["refused"].startswith("1 Success, but not billed: preview")


def test_csv_tells_usage_that_was_taken_for_the_same_record(frozen: Marketplace) -> None:
    alder = frozen.agreements()[0]
    for _ in range(3):  # one record for each click: the second click of the hour is the first again
        by_product(frozen, record(alder, "1"))
    [line] = frozen.ledger()["items"]
    assert usage_columns.flat(line)["refused"] == "2 Success, but not billed: the same record was billed before"
    [dimension] = frozen.ledger(by="dimension")["items"]
    assert usage_columns.flat(dimension)["refused"] == "2 Success, but not billed"


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
