"""BatchMeterUsage's refusals of a whole request: their order, their texts, and that nothing of it is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.operations.metering import Seller

CONCURRENT, LEGACY = "dogwood-backup-production", "alder-analytics"
Change = Callable[[Seller], dict[str, Any]]


FLAWS: list[tuple[str, str, Change]] = [
    ("ValidationException", "Value '' at", lambda _: {"Dimension": ""}),
    (
        "InvalidLicenseException",
        "which no agreement has",
        lambda _: {"LicenseArn": "arn:aws:license-manager:::license"},
    ),
    ("InvalidUsageAllocationsException", "sums to 2", lambda _: {"UsageAllocations": [{"AllocatedUsageQuantity": 2}]}),
    ("TimestampOutOfBoundsException", "out of the allowed range", lambda seller: {"Timestamp": seller.now - 2 * DAY}),
    ("InvalidUsageDimensionException", "does not have", lambda _: {"Dimension": "parsecs"}),
    (
        "InvalidCustomerIdentifierException",
        "expected CustomerAWSAccountId in its place",
        lambda seller: {
            "CustomerAWSAccountId": None,
            "CustomerIdentifier": seller.buyers["dogwood-labs"]["customer_identifier"],
        },
    ),
]
"""A flaw for each check, in the order of the checks."""
DAY = timedelta(days=1)


def flawed(seller: Seller, *flaws: Change) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for flaw in flaws:
        changes = {**flaw(seller), **changes}
    return seller.record(CONCURRENT, **changes)


@pytest.mark.parametrize(("code", "said", "flaw"), FLAWS, ids=[each[0] for each in FLAWS])
@pytest.mark.parametrize("position", [0, 12, 24])
def test_one_flaw_refuses_all_25_records_and_stores_nothing(
    seller: Seller, code: str, said: str, flaw: Change, position: int
) -> None:
    good = [seller.record(CONCURRENT, 5, Dimension=key) for key in ("gb_restored", "api_calls", "gb_protected")] * 9
    batch = [*good[:position], flawed(seller, flaw), *good[position:24]]
    found, text = seller.refused(*batch, product=None)
    assert (found, said in text) == (code, True), text
    place = f"usageRecords.{position + 1}.member" if code == "ValidationException" else f"UsageRecords[{position}]"
    assert place in text
    assert seller.rows() == []
    assert set(seller.statuses(*good[:25])) == {"Success"}
    assert seller.refused(*batch, product=None)[0] == code


@pytest.mark.parametrize("earlier", range(len(FLAWS)))
def test_the_order_of_the_checks(seller: Seller, earlier: int) -> None:
    """The earlier check refuses the request, even if an earlier record has a later flaw."""
    code, _, flaw = FLAWS[earlier]
    for _, _, later in FLAWS[earlier + 1 :]:
        assert seller.refused(flawed(seller, later), flawed(seller, flaw), product=None)[0] == code
        assert seller.refused(flawed(seller, flaw, later), product=None)[0] == code


def test_a_whole_refusal_comes_before_what_is_wrong_with_one_record(seller: Seller) -> None:
    seller.send(seller.record(CONCURRENT, 5))
    duplicate, late = seller.record(CONCURRENT, 6), flawed(seller, FLAWS[3][2])
    assert seller.refused(duplicate, late)[0] == "TimestampOutOfBoundsException"


@pytest.mark.parametrize("count", [26, 100])
def test_more_than_25_records(seller: Seller, count: int) -> None:
    code, text = seller.refused(*[seller.record(CONCURRENT)] * count)
    assert code == "ValidationException"
    assert "at 'usageRecords' failed to satisfy constraint: Member must have length less than or equal to 25" in text


def test_a_request_over_a_megabyte(seller: Seller) -> None:
    allocations = [
        {"AllocatedUsageQuantity": 0, "Tags": [{"Key": f"key-{number}", "Value": "v" * 256}]} for number in range(2500)
    ]
    batch = [seller.record(CONCURRENT, 0, UsageAllocations=allocations, Timestamp=1)] * 2
    status, body = seller.raw({"UsageRecords": batch})
    assert (status, body["__type"], seller.rows()) == (413, "RequestEntityTooLargeException", [])
    [refused] = seller.marketplace.ledger()["refused_requests"] or []
    assert (refused["operation"], refused["outcome"], refused["times"]) == (
        "BatchMeterUsage",
        "RequestEntityTooLargeException",
        1,
    )


@pytest.mark.parametrize(
    ("dimension", "said"),
    [
        ("GB_RESTORED", "UsageRecords[0].Dimension is 'GB_RESTORED', which the product '"),
        ("GB_RESTORED", "did you mean 'gb_restored'"),
        ("gb_restored ", "Dimension is 'gb_restored ', which"),
        ("restored", "did you mean 'gb_restored'? No usage of the request was processed."),
        (
            "queries",
            "expected one of 'gb_restored', 'api_calls', 'gb_protected'. No usage of the request was processed.",
        ),
    ],
)
def test_a_dimension_of_another_spelling_or_product(seller: Seller, dimension: str, said: str) -> None:
    code, text = seller.refused(seller.record(CONCURRENT, Dimension=dimension))
    assert (code, said in text) == ("InvalidUsageDimensionException", True), text


def test_a_dimension_that_is_only_entitled(seller: Seller) -> None:
    code, text = seller.refused(seller.record(LEGACY, Dimension="seats"))
    assert (code, "Dimension is 'seats', which is only Entitled; expected" in text) == (
        "InvalidUsageDimensionException",
        True,
    ), text
    assert seller.statuses(seller.record(CONCURRENT, Dimension="gb_protected")) == ["Success"]  # of both types


def test_a_product_without_dimensions(seller: Seller) -> None:
    seller.marketplace.create_product("bare", generation="legacy", product_code="bare")
    code, text = seller.refused(seller.record(LEGACY), product="bare")
    assert code == "InvalidUsageDimensionException"
    assert "the product has no ExternallyMetered dimension" in text


def test_another_sellers_usage_is_refused_and_its_own_is_billed(seller: Seller) -> None:
    record = seller.record("cedar-search", Dimension="searches")
    assert seller.refused(record)[0] == "InvalidLicenseException"
    seller.client = seller.marketplace.client(
        aws_access_key_id="AKIAMARKETPLACEOTHER", aws_secret_access_key="local-secret-access-key-of-the-other-seller"
    )
    assert seller.statuses(record) == ["Success"]


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServiceErrorException", "DisabledApiException"])
def test_a_fault_refuses_before_anything_is_stored(seller: Seller, code: str) -> None:
    seller.marketplace.add_fault(operation="BatchMeterUsage", error=code, times=1)
    status, body = seller.raw({"UsageRecords": [seller.record(CONCURRENT, Timestamp=seller.now.timestamp())]})
    assert (status, body["__type"]) == (500 if code.startswith("Internal") else 400, code)
    assert seller.rows() == []
