"""BatchMeterUsage's customers and licenses: who may be billed, until when, and what refuses the whole request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.operations.metering import Seller, hours

LICENSE, CUSTOMER = "InvalidLicenseException", "InvalidCustomerIdentifierException"
LEGACY, CONCURRENT = "alder-analytics", "dogwood-backup-production"
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("agreement", [LEGACY, CONCURRENT])
def test_a_suspended_buyer_is_not_subscribed_until_restored(seller: Seller, agreement: str) -> None:
    account = seller.agreements[agreement]["customer_aws_account_id"]
    seller.marketplace.suspend_buyer(account)
    assert seller.statuses(seller.record(agreement)) == ["CustomerNotSubscribed"]
    assert seller.billed() == []
    assert seller.rows()[0]["reason"] == f"the account {account} is suspended"
    seller.marketplace.restore_buyer(account)
    assert seller.statuses(seller.record(agreement)) == ["Success"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"CustomerAWSAccountId": "543210987654"}, "has no agreement to the product"),
        ({"CustomerAWSAccountId": "432109876543"}, "before the hour of the usage began"),  # one that ended a month ago
        ({"CustomerAWSAccountId": "1"}, "no buyer has the CustomerAWSAccountId '1'"),
        (
            {"CustomerAWSAccountId": None, "CustomerIdentifier": "nobody"},
            "no buyer has the CustomerIdentifier 'nobody'",
        ),
        ({"CustomerIdentifier": "nobody"}, "no buyer has the CustomerIdentifier 'nobody'"),
    ],
)
def test_a_customer_without_an_agreement_is_not_subscribed(seller: Seller, changes: dict[str, Any], why: str) -> None:
    record, good = seller.record(LEGACY, **changes), seller.record(LEGACY)
    results = seller.send(record, good)
    assert [each["Status"] for each in results] == ["CustomerNotSubscribed", "Success"]
    assert results[0]["UsageRecord"] == record
    assert why in seller.rows()[0]["reason"]


@pytest.mark.parametrize("agreement", [LEGACY, CONCURRENT])
def test_usage_that_is_refused_belongs_to_the_agreement_that_has_ended(seller: Seller, agreement: str) -> None:
    seller.marketplace.cancel_agreement(seller.agreements[agreement]["agreement_id"])
    seller.marketplace.clock.advance("3h")
    assert seller.statuses(seller.record(agreement)) == ["CustomerNotSubscribed"]
    assert seller.rows()[0]["agreement_id"] == seller.agreements[agreement]["agreement_id"]


@pytest.mark.parametrize("identifier", ["None", "undefined", "null", "nobody"])
def test_a_concurrent_customer_is_not_named_by_an_identifier(seller: Seller, identifier: str) -> None:
    code, text = seller.refused(seller.record(CONCURRENT, CustomerAWSAccountId=None, CustomerIdentifier=identifier))
    assert (code, f"CustomerIdentifier is '{identifier}'; expected CustomerAWSAccountId" in text) == (CUSTOMER, True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"CustomerAWSAccountId": "1"}, "UsageRecords[1].CustomerAWSAccountId is '1', which no buyer has"),
        (
            {"CustomerAWSAccountId": None, "CustomerIdentifier": "nobody"},
            "UsageRecords[1].CustomerIdentifier is 'nobody', which no buyer has",
        ),
    ],
)
def test_the_reading_unknown_customer(metered: Marketplace, changes: dict[str, Any], said: str) -> None:
    metered.set_readings(unknown_customer="invalid_customer_identifier")
    seller = Seller(metered)
    code, text = seller.refused(seller.record(LEGACY), seller.record(LEGACY, **changes))
    assert (code, said in text) == (CUSTOMER, True), text


def test_that_reading_leaves_known_buyers_without_an_agreement_alone(metered: Marketplace) -> None:
    metered.set_readings(unknown_customer="invalid_customer_identifier")
    seller = Seller(metered)
    assert seller.statuses(seller.record(LEGACY, CustomerAWSAccountId="543210987654")) == ["CustomerNotSubscribed"]


@pytest.mark.parametrize(
    ("agreement", "changes", "said"),
    [
        (LEGACY, {"CustomerAWSAccountId": None}, "UsageRecords[0] names no customer; expected CustomerAWSAccountId"),
        (LEGACY, {"CustomerAWSAccountId": None, "CustomerIdentifier": ""}, "names no customer"),
        (CONCURRENT, {"CustomerAWSAccountId": None}, "names no customer"),
        (LEGACY, {"CustomerIdentifier": "birch-hospital"}, "which are two customers"),
        (
            CONCURRENT,
            {"CustomerAWSAccountId": None, "CustomerIdentifier": "dogwood-labs"},
            "expected CustomerAWSAccountId in its place",
        ),
    ],
)
def test_a_customer_that_cannot_be_told(seller: Seller, agreement: str, changes: dict[str, Any], said: str) -> None:
    if changes.get("CustomerIdentifier"):
        changes = {**changes, "CustomerIdentifier": seller.buyers[changes["CustomerIdentifier"]]["customer_identifier"]}
    code, text = seller.refused(seller.record(agreement, **changes))
    assert (code, said in text) == (CUSTOMER, True), text


def test_an_empty_customer_identifier_beside_an_account_is_nothing(seller: Seller) -> None:
    record = seller.record(LEGACY, CustomerIdentifier="")
    (result,) = seller.send(record)
    assert (result["Status"], result["UsageRecord"]) == ("Success", record)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"LicenseArn": "arn:aws:license-manager::1:license:l-0"}, "which no agreement has"),
        ({"LicenseArn": "cedar-search"}, "a license of another seller's product"),
        ({"LicenseArn": "alder-backup"}, "whose CustomerAWSAccountId is '210987654321'; the record has '543210987654'"),
        ({"CustomerAWSAccountId": "1"}, "whose CustomerAWSAccountId is '543210987654'; the record has '1'"),
        ({"CustomerIdentifier": "nobody"}, "the record has 'nobody'"),
        ({"LicenseArn": None}, "UsageRecords[1] has no LicenseArn, and the request has no ProductCode"),
        ({"LicenseArn": LEGACY, "CustomerAWSAccountId": "210987654321"}, "because each request is for one product"),
    ],
)
def test_a_license_that_does_not_fit(seller: Seller, changes: dict[str, Any], said: str) -> None:
    if changes.get("LicenseArn") in seller.agreements:
        changes = {**changes, "LicenseArn": seller.agreements[changes["LicenseArn"]]["license_arn"]}
    bad, good = seller.record(CONCURRENT, **changes), seller.record(CONCURRENT)
    code, text = seller.refused(good, bad, product=None)
    wanted = "InvalidProductCodeException" if "no ProductCode" in said else LICENSE
    assert (code, said in text, "UsageRecords[1]" in text) == (wanted, True, True), text


def test_a_concurrent_product_by_its_code_alone(seller: Seller) -> None:
    code, text = seller.refused(seller.record(CONCURRENT, LicenseArn=None), product="harbor-backup")
    assert (code, "has concurrent agreements" in text) == (LICENSE, True), text


@pytest.mark.parametrize(
    ("product", "said"),
    [
        ("nothing", "ProductCode is 'nothing', which is not a product of the account 111122223333; expected one of"),
        ("lighthouse-search", "which is not a product of the account 111122223333"),
    ],
)
def test_a_product_code_that_is_not_the_callers(seller: Seller, product: str, said: str) -> None:
    for records in ([], [seller.record(LEGACY)], [seller.record(CONCURRENT)]):
        code, text = seller.refused(*records, product=product)
        assert (code, said in text) == ("InvalidProductCodeException", True), text


def test_a_buyers_access_key_sells_nothing(seller: Seller) -> None:
    seller.client = seller.marketplace.client(aws_access_key_id="AKIAMARKETPLACEBUYER")
    code, text = seller.refused(seller.record(LEGACY))
    assert (code, "that account sells none, so use an access key of the seller" in text) == (
        "InvalidProductCodeException",
        True,
    ), text


def test_an_empty_product_code_is_none(seller: Seller) -> None:
    status, answer = seller.raw(
        {"ProductCode": "", "UsageRecords": [{**seller.record(CONCURRENT), "Timestamp": seller.now.timestamp()}]}
    )
    assert (status, answer["Results"][0]["Status"]) == (200, "Success")
    assert [scope for scope, _ in seller.billed()] == ["license"]


def test_a_product_code_with_another_products_license(seller: Seller) -> None:
    code, text = seller.refused(seller.record(CONCURRENT), product="tidewater-analytics")
    assert (code, "because each request is for one product" in text) == (LICENSE, True), text


def test_usage_before_the_license_began(seller: Seller) -> None:
    started = {**seller.record("alder-backup"), "Timestamp": seller.now.replace(minute=0)}
    assert seller.statuses(started) == ["Success"]  # the agreement began within the hour
    code, text = seller.refused({**started, "Timestamp": started["Timestamp"] - SECOND})
    assert (code, "whose agreement began at 2027-03-10T12:28:00Z" in text) == (LICENSE, True), text


@pytest.mark.parametrize("reading", ["accepted", "rejected"])
def test_usage_by_product_code_from_before_the_agreement_began(metered: Marketplace, reading: str) -> None:
    metered.set_readings(usage_before_agreement=reading)
    seller = Seller(metered)
    hour = seller.now.replace(minute=0)
    early, same_hour = (seller.record(LEGACY, Timestamp=each) for each in (hour - SECOND, hour))
    if reading == "rejected":
        code, text = seller.refused(same_hour, early)
        assert code == "TimestampOutOfBoundsException"
        assert "UsageRecords[1].Timestamp is 2027-03-10T11:59:59Z, which is before the hour" in text
        assert "began, at 2027-03-10T12:28:00Z" in text
        assert seller.statuses(same_hour) == ["Success"]
    else:
        assert seller.statuses(same_hour, early) == ["Success", "Success"]


@pytest.mark.parametrize("agreement", [LEGACY, CONCURRENT])
@pytest.mark.parametrize("way", ["cancelled", "by the clock"])
@pytest.mark.parametrize(
    ("opens", "length", "last"),
    [
        ("agreement_ended", "1h", hours(1)),
        ("agreement_ended", "31s", timedelta(seconds=31)),
        ("license_deprovisioned", "1h", hours(2)),
        ("license_deprovisioned", "31s", hours(1) + timedelta(seconds=31)),
    ],
)
def test_the_last_usage_of_an_ended_agreement(
    metered: Marketplace, agreement: str, way: str, opens: str, length: str, last: timedelta
) -> None:
    metered.set_readings(final_window_opens_at=opens, final_usage_hour=length)
    seller = Seller(metered)
    end = seller.now
    agreement = seller.ends(agreement, None if way == "cancelled" else end)
    for now, timestamp, status in (
        (end, end, "Success"),
        (end + last - SECOND, end - hours(3), "Success"),
        (end + last - SECOND, end - hours(4), "Success"),
        (end + last - SECOND, end.replace(minute=0) + hours(1), "CustomerNotSubscribed"),
        (end + last, end - hours(5), "CustomerNotSubscribed"),
        (end + last, end, "CustomerNotSubscribed"),  # which was billed before
    ):
        metered.clock.set(max(now, timestamp), frozen=True)
        assert seller.statuses(seller.record(agreement, Timestamp=timestamp)) == [status], (now, timestamp)
    assert len(seller.billed()) == 3


@pytest.mark.parametrize("agreement", [LEGACY, CONCURRENT])
def test_an_agreement_that_ends_on_the_hour_takes_no_usage_of_the_next(seller: Seller, agreement: str) -> None:
    end = seller.now.replace(minute=0) + hours(1)
    agreement = seller.ends(agreement, end)
    seller.marketplace.clock.set(end, frozen=True)
    last, next_ = (seller.record(agreement, Timestamp=each) for each in (end - SECOND, end))
    assert seller.statuses(last, next_) == ["Success", "CustomerNotSubscribed"]


def test_an_agreement_in_the_future(seller: Seller) -> None:
    seller.marketplace.create_agreement(
        product_code=seller.products["tidewater-analytics"],
        customer_aws_account_id="543210987654",
        start_time=(seller.now + SECOND).isoformat(),
        name="soon",
    )
    record = seller.record(LEGACY, CustomerAWSAccountId="543210987654")
    assert seller.statuses(record) == ["CustomerNotSubscribed"]
    assert "begins at 2027-03-10T12:30:01Z" in seller.rows()[0]["reason"]
    seller.marketplace.clock.advance("1s")
    assert seller.statuses(record) == ["Success"]


def test_a_buyer_who_returns_is_billed_by_the_new_agreement(seller: Seller) -> None:
    seller.marketplace.cancel_agreement(seller.agreements[LEGACY]["agreement_id"])
    again = seller.marketplace.create_agreement(
        product_code=seller.products["tidewater-analytics"], customer_aws_account_id="210987654321", name="again"
    )
    assert seller.statuses(seller.record(LEGACY)) == ["Success"]
    assert seller.rows()[0]["agreement_id"] == again["agreement_id"]
    seller.marketplace.cancel_agreement(again["agreement_id"])
    seller.marketplace.clock.advance("2h")
    assert seller.statuses(seller.record(LEGACY, Timestamp=seller.now)) == ["CustomerNotSubscribed"]


def test_the_last_usage_of_an_ended_agreement_is_not_early_usage_of_the_next(metered: Marketplace) -> None:
    metered.set_readings(usage_before_agreement="rejected")
    seller = Seller(metered)
    name = seller.ends(LEGACY, None)
    metered.clock.advance("40m")
    product, account = seller.products["tidewater-analytics"], seller.agreements[name]["customer_aws_account_id"]
    metered.create_agreement(product_code=product, customer_aws_account_id=account, name="next")
    assert seller.statuses(seller.record(name)) == ["Success"]
    assert seller.rows()[0]["agreement_id"] == seller.agreements[name]["agreement_id"]
    metered.clock.advance("1h")
    assert seller.refused(seller.record(name, Dimension="rows_exported"))[0] == "TimestampOutOfBoundsException"


@pytest.mark.parametrize("agreement", [LEGACY, CONCURRENT])
def test_a_clock_that_goes_back_before_the_end_does_not_revive_a_cancelled_agreement(
    seller: Seller, agreement: str
) -> None:
    seller.marketplace.cancel_agreement(seller.agreements[agreement]["agreement_id"])
    seller.marketplace.clock.advance("-10s")
    assert seller.statuses(seller.record(agreement)) == ["CustomerNotSubscribed"]
    assert "is CANCELLED" in seller.rows()[0]["reason"]


def test_an_agreement_that_ended_at_an_unknown_time_takes_nothing(metered: Marketplace) -> None:
    seller = Seller(metered)
    assert seller.agreements["cedar-analytics"]["status"] == "CANCELLED"
    assert seller.statuses(seller.record("cedar-analytics")) == ["CustomerNotSubscribed"]


@pytest.mark.parametrize("agreement", [LEGACY, CONCURRENT])
def test_an_agreement_that_was_cancelled_before_it_began_takes_no_last_usage(seller: Seller, agreement: str) -> None:
    like = seller.agreements[agreement]
    made = seller.marketplace.create_agreement(
        name="never",
        product_code=like["product_code"],
        customer_aws_account_id="543210987654",
        start_time=(seller.now + timedelta(minutes=20)).isoformat(),
    )
    seller.agreements["never"] = dict(made)
    seller.marketplace.cancel_agreement(made["agreement_id"])
    assert seller.statuses(seller.record("never")) == ["CustomerNotSubscribed"]
    assert seller.rows()[0]["reason"] == f"the agreement {made['agreement_id']} ended before it began"
