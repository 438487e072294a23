"""BatchMeterUsage's quantities, allocations and tags."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.operations.metering import Seller

ALLOCATIONS, TAG, SHAPE = "InvalidUsageAllocationsException", "InvalidTagException", "ValidationException"
WHOLE, DECIMAL = "AllocatedUsageQuantity", "AllocatedUsageQuantityAsDecimal"
AGREEMENT = "dogwood-backup-production"
PATH = "UsageRecords[1].UsageAllocations"


def split(quantity: Any, *tags: tuple[str, Any]) -> dict[str, Any]:
    """Return an allocation of a whole or a decimal quantity with these tags; without quantity or tags if there are none."""
    sent: dict[str, Any] = {}
    if quantity is not None:
        sent[WHOLE if isinstance(quantity, int) else DECIMAL] = quantity
    if tags:
        sent["Tags"] = [{"Key": key, "Value": value} for key, value in tags]
    return sent


TEAMS = [split(4, ("team", "red")), split(6, ("team", "blue")), split(7)]


@pytest.mark.parametrize(
    ("quantity", "allocations"),
    [
        (17, TEAMS),
        (17, list(reversed(TEAMS))),
        (0, [split(0)]),
        (None, [split(0, ("team", "red"))]),
        ("17.42", [split("17.02", ("a", "1")), split("0.4")]),
        ("0.3", [split("0.1", ("a", "1")), split("0.2", ("a", "2"))]),  # not so with floats
        ("9999999999.999999", [split("9999999999.999998", ("a", "1")), split("0.000001", ("a", "2"))]),
        (5, [split(5, *((f"key-{number}", "value") for number in range(5)))]),
        (5, [split(5, ("K" * 100, "v" * 256))]),
        (5, [split(5, ("a b+c-d=e.f_g:h/i@j", "a b+c-d=e.f_g:h/i@j"))]),
        (2, [split(1, ("a", "1"), ("b", "2")), split(1, ("a", "1"))]),
        (2, [split(1, ("a", "1")), split(1, ("A", "1"))]),
        (2500, [split(1, ("n", str(number))) for number in range(2500)]),
    ],
)
def test_allocations_that_fit(seller: Seller, quantity: Any, allocations: list[dict[str, Any]]) -> None:
    record = seller.record(AGREEMENT, quantity, UsageAllocations=allocations)
    (result,) = seller.send(record)
    assert (result["Status"], result["UsageRecord"]) == ("Success", record)
    assert seller.rows()[0]["allocations"]


@pytest.mark.parametrize(
    ("quantity", "allocations", "said"),
    [
        (18, TEAMS, f"{PATH} sums to 17, but the usage is 18"),
        (16, TEAMS, f"{PATH} sums to 17, but the usage is 16"),
        (None, TEAMS, "but the usage is 0"),
        ("17.01", [split("17.00")], "sums to 17, but the usage is 17.01"),
        (17, [split("17")], f"{PATH}[0] has {DECIMAL}; expected {WHOLE} alone, because the usage is a whole number"),
        ("17", [split(17)], f"{PATH}[0] has {WHOLE}; expected {DECIMAL} alone, because the usage is a decimal"),
        ("17", [split("7"), split(10)], f"{PATH}[1] has {WHOLE}"),
        (17, [{WHOLE: 17, DECIMAL: "17"}], f"{PATH}[0] has {WHOLE} and {DECIMAL}"),
        (0, [{}], f"{PATH}[0] has no quantity"),
        (2, [split(1), split(1)], f"{PATH}[1] has the same tags as {PATH}[0]"),
        (
            2,
            [split(1, ("a", "1"), ("b", "2")), split(1, ("b", "2"), ("a", "1"))],
            f"{PATH}[1] has the same tags as {PATH}[0]",
        ),
    ],
)
def test_allocations_that_do_not_fit(
    seller: Seller, quantity: Any, allocations: list[dict[str, Any]], said: str
) -> None:
    bad = seller.record(AGREEMENT, quantity, UsageAllocations=allocations)
    code, text = seller.refused(seller.record(AGREEMENT), bad, bad)
    assert (code, said in text) == (ALLOCATIONS, True), text


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ([(f"key-{number}", "v") for number in range(6)], f"{PATH}[0].Tags has 6 tags; expected at most 5"),
        ([("a", "1"), ("b|", "2")], f"{PATH}[0].Tags[1].Key is 'b|'; expected a key of 1 to 100"),
        ([("K" * 101, "1")], "expected a key of 1 to 100"),
        ([("a", "v" * 257)], f"{PATH}[0].Tags[0].Value is 'vvv"),
        ([("a", "ü")], "Tags[0].Value is 'ü'"),
        ([("a", "1\n")], "Tags[0].Value is '1\n'"),
        ([("a", "1"), ("a", "2")], "Key is 'a', which an earlier tag has"),
        ([("aws:createdBy", "1")], "expected a key that does not begin with aws:"),
        ([("AWS:x", "1")], "expected a key that does not begin with aws:"),
    ],
)
def test_tags_that_do_not_fit(seller: Seller, tags: list[tuple[str, str]], said: str) -> None:
    bad = seller.record(AGREEMENT, 5, UsageAllocations=[split(5, *tags)])
    code, text = seller.refused(seller.record(AGREEMENT), bad)
    assert (code, said in text) == (TAG, True), text


NULLS: list[dict[str, Any]] = [
    {"Key": "a", "Value": ""},
    {"Key": "a", "Value": None},
    {"Key": "a"},
]


@pytest.mark.parametrize("tag", NULLS)
@pytest.mark.parametrize("reading", ["rejected", "accepted"])
def test_the_reading_empty_tag_value(metered: Marketplace, reading: str, tag: dict[str, Any]) -> None:
    metered.set_readings(empty_tag_value=reading)
    seller = Seller(metered)
    record = seller.record(AGREEMENT, 5, UsageAllocations=[{WHOLE: 5, "Tags": [tag]}], Timestamp=seller.now.timestamp())
    if reading == "accepted":
        status, body = seller.raw({"UsageRecords": [record]})
        assert (status, body["Results"][0]["Status"]) == (200, "Success")
    else:
        code, text = seller.refused_raw({"UsageRecords": [record]})
        assert (code, "Tags[0].Value is ''" in text) == (TAG, True), text


@pytest.mark.parametrize("tag", [{"Value": "1"}, {"Key": "", "Value": "1"}, {"Key": None, "Value": "1"}])
@pytest.mark.parametrize("reading", ["rejected", "accepted"])
def test_a_tag_without_a_key_is_refused_by_each_reading(
    metered: Marketplace, reading: str, tag: dict[str, Any]
) -> None:
    metered.set_readings(empty_tag_value=reading)
    seller = Seller(metered)
    record = seller.record(AGREEMENT, 5, UsageAllocations=[{WHOLE: 5, "Tags": [tag]}], Timestamp=seller.now.timestamp())
    code, text = seller.refused_raw({"UsageRecords": [record]})
    assert (code, "Tags[0].Key is ''" in text) == (TAG, True), text


def test_an_empty_list_of_tags_is_refused_and_none_is_not(seller: Seller) -> None:
    code, text = seller.refused(seller.record(AGREEMENT, 5, UsageAllocations=[{WHOLE: 5, "Tags": []}]))
    assert (code, "UsageAllocations[0].Tags is empty; leave it out" in text) == (TAG, True), text
    assert seller.statuses(seller.record(AGREEMENT, 5, UsageAllocations=[{WHOLE: 5}])) == ["Success"]


@pytest.mark.parametrize(("reading", "accepted"), [("2500", 2500), ("500", 500)])
def test_the_reading_allocation_limit(metered: Marketplace, reading: str, accepted: int) -> None:
    metered.set_readings(allocation_limit=reading)
    seller = Seller(metered)

    def record(count: int) -> dict[str, Any]:
        return seller.record(
            AGREEMENT, count, UsageAllocations=[split(1, ("n", str(number))) for number in range(count)]
        )

    code, text = seller.refused(record(accepted + 1))
    if reading == "500":
        assert (code, "has 501 allocations; expected at most 500" in text) == (ALLOCATIONS, True), text
    else:
        assert (code, "less than or equal to 2500" in text) == (SHAPE, True), text
    assert seller.statuses(record(accepted)) == ["Success"]


def test_both_kinds_of_quantity_fail_the_whole_request(seller: Seller) -> None:
    bad = seller.record(AGREEMENT, 5, QuantityAsDecimal="5")
    code, text = seller.refused(seller.record(AGREEMENT), bad)
    assert code == SHAPE
    assert "UsageRecords[1].Quantity is 5 and UsageRecords[1].QuantityAsDecimal is '5'; expected only one" in text


@pytest.mark.parametrize(
    "decimal", ["01", ".5", "5.", "1.0000001", "-1", "1e3", "1,5", "", "12345678901", " 1", "1\n", "NaN"]
)
def test_a_decimal_that_is_none_is_refused_by_the_shape(seller: Seller, decimal: str) -> None:
    code, text = seller.refused_raw(
        {
            "UsageRecords": [
                {**seller.record(AGREEMENT, Quantity=None, QuantityAsDecimal=decimal), "Timestamp": 1}
                if decimal
                else {**seller.record(AGREEMENT), "QuantityAsDecimal": "", "Timestamp": 1}
            ]
        }
    )
    assert (code, "at 'usageRecords.1.member.quantityAsDecimal'" in text) == (SHAPE, True), text


@pytest.mark.parametrize("quantity", [-1, 2**31])
def test_a_whole_quantity_out_of_bounds_is_refused_by_the_shape(seller: Seller, quantity: int) -> None:
    code, text = seller.refused(seller.record(AGREEMENT, quantity))
    assert (code, f"Value '{quantity}' at 'usageRecords.1.member.quantity'" in text) == (SHAPE, True), text


def test_a_resend_with_other_allocations_is_the_same_usage(seller: Seller) -> None:
    """Quantities alone are compared; the first allocations stay."""
    first = seller.record(AGREEMENT, 17, UsageAllocations=TEAMS)
    assert seller.statuses(first, seller.record(AGREEMENT, 17)) == ["Success", "Success"]
    assert len(seller.billed()) == 1
