"""MeterUsage through boto3: what is billed once, and every error that the model declares."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from unittest.mock import ANY

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.catalogue import by_name
from marketplace_emulator.readings import READINGS
from tests.operations.meter_usage.world import ALDER, DOGWOOD, NOW, SELLER, Task, billed

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def allocated(*quantities: Any, **tags: str) -> list[dict[str, Any]]:
    """Return allocations of these quantities, each with its own value of the tag `team`."""
    kind = "AllocatedUsageQuantityAsDecimal" if isinstance(quantities[0], str) else "AllocatedUsageQuantity"
    return [
        {kind: quantity, "Tags": [{"Key": "team", "Value": f"team-{number}"}]}
        for number, quantity in enumerate(quantities)
    ]


def test_usage_is_recorded_for_the_hour_that_it_was_in(scanner: Marketplace, task: Task) -> None:
    identifier = task.meter(20 * MINUTE)
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", identifier)
    (record,) = scanner.metering_records()
    (agreement,) = scanner.agreements(customer_aws_account_id=ALDER)
    expected = {
        "metering_record_id": identifier,
        "operation": "MeterUsage",
        "product_code": "scanner",
        "customer_aws_account_id": ALDER,
        "agreement_id": agreement["agreement_id"],
        "license_arn": None,
        "scope": "instance TASK1",
        "dimension": "scans",
        "timestamp": "2027-01-15T12:10:00Z",
        "hour": "2027-01-15T12:00:00Z",
        "quantity": "17",
        "status": "Success",
        "billed": True,
    }
    assert expected.items() <= record.items()
    (exchange,) = scanner.exchanges()
    assert exchange["about"] == {
        "product_code": ["scanner"],
        "dimension": ["scans"],
        "customer_aws_account_id": [ALDER],
        "customer_identifier": [ANY],
        "agreement_id": [agreement["agreement_id"]],
        "license_arn": [agreement["license_arn"]],
    }


@pytest.mark.parametrize(
    ("given", "quantity"),
    [
        ({"UsageQuantity": 17}, "17"),
        ({"UsageQuantity": 0}, "0"),
        ({"UsageQuantity": None}, "0"),
        ({"UsageQuantity": 2**31 - 1}, "2147483647"),
        ({"UsageQuantityAsDecimal": "17.42"}, "17.42"),
        ({"UsageQuantityAsDecimal": "17.00"}, "17"),
        ({"UsageQuantityAsDecimal": "9999999999.999999"}, "9999999999.999999"),
    ],
)
def test_a_quantity_is_kept_by_value(scanner: Marketplace, task: Task, given: dict[str, Any], quantity: str) -> None:
    task.meter(**given)
    assert billed(scanner) == [("scans", "12", quantity)]


@pytest.mark.parametrize(
    ("ago", "given"),
    [
        (timedelta(), {}),
        (29 * MINUTE, {}),
        (30 * MINUTE, {"UsageQuantity": 17}),
        (MINUTE, {"UsageQuantityAsDecimal": "17"}),
        (MINUTE, {"UsageQuantityAsDecimal": "17.000"}),
    ],
)
def test_the_same_usage_again_has_the_same_id_and_is_billed_once(
    scanner: Marketplace, task: Task, ago: timedelta, given: dict[str, Any]
) -> None:
    first = task.meter()
    assert task.meter(ago, **given) == first
    assert billed(scanner) == [("scans", "12", "17")]
    assert [(each["status"], bool(each["billed"])) for each in scanner.metering_records()] == [
        ("Success", True),
        ("Success", False),
    ]


@pytest.mark.parametrize(
    "given", [{"UsageQuantity": 18}, {"UsageQuantity": 0}, {"UsageQuantityAsDecimal": "17.000001"}]
)
def test_another_quantity_in_the_hour_is_a_duplicate_and_the_first_stays(
    scanner: Marketplace, task: Task, given: dict[str, Any]
) -> None:
    task.meter()
    # AWS's sample of a metered container looks for these words in the message.
    assert re.match("DuplicateRequestException: .*usageDimension: scans.*17", task.refused(29 * MINUTE, **given))
    assert billed(scanner) == [("scans", "12", "17")]


def test_other_hours_dimensions_instances_and_products_are_other_usage(scanner: Marketplace, task: Task) -> None:
    other = Task(scanner, "TASK2")
    records = [
        task.meter(),
        task.meter(31 * MINUTE),
        task.meter(UsageDimension="hosts"),
        other.meter(),
        Task(scanner, "DOGWOODTASK").meter(),
    ]
    assert len(set(records)) == 5
    assert billed(scanner) == [("scans", "12", "17"), ("scans", "11", "17"), ("hosts", "12", "17")] + 2 * [
        ("scans", "12", "17")
    ]


def test_a_dimension_of_both_types_is_metered(scanner: Marketplace, task: Task) -> None:
    task.meter(UsageDimension="gb")
    assert billed(scanner) == [("gb", "12", "17")]


def test_allocations_are_kept(scanner: Marketplace, task: Task) -> None:
    task.meter(UsageAllocations=[*allocated(10, 4), {"AllocatedUsageQuantity": 3}])
    task.meter(UsageDimension="hosts", UsageQuantityAsDecimal="0.3", UsageAllocations=allocated("0.1", "0.20"))
    first, second = scanner.metering_records()
    assert first["allocations"] == [*allocated(10, 4), {"AllocatedUsageQuantity": 3}]
    assert second["allocations"] == allocated("0.1", "0.20")


DECLARED: dict[str, list[dict[str, Any]]] = {
    "InvalidProductCodeException": [{"ProductCode": "scanners"}, {"ProductCode": "Scanner"}, {"ProductCode": ""}],
    "InvalidUsageDimensionException": [
        {"UsageDimension": each} for each in ("Scans", "scan", "seats", "scans ", "\n", "é")
    ],
    "InvalidTagException": [
        {"UsageAllocations": [{"AllocatedUsageQuantity": 17, "Tags": tags}]}
        for tags in (
            2 * [{"Key": "team", "Value": "a"}],
            [{"Key": f"key-{number}", "Value": "a"} for number in range(6)],
            [{"Key": "équipe", "Value": "a"}],
            [{"Key": "aws:team", "Value": "a"}],
            [{"Key": "team", "Value": "a" * 257}],
        )
    ],
    "InvalidUsageAllocationsException": [
        {"UsageAllocations": allocated(10, 6)},
        {"UsageAllocations": allocated("10", "7")},
        {"UsageAllocations": allocated(10, 7), "UsageQuantityAsDecimal": "17"},
        {"UsageAllocations": allocated("10", "7.1"), "UsageQuantityAsDecimal": "17"},
        {"UsageAllocations": 2 * allocated(10)[:1], "UsageQuantity": 20},
        {"UsageAllocations": [{"AllocatedUsageQuantity": 10}, {"AllocatedUsageQuantity": 7}]},
    ],
    "TimestampOutOfBoundsException": [
        {"Timestamp": NOW - 6 * HOUR - timedelta(seconds=1)},
        {"Timestamp": NOW - 400 * 24 * HOUR},
        {"Timestamp": 0},
        {"Timestamp": NOW + HOUR},
        {"Timestamp": NOW + 400 * 24 * HOUR},
    ],
    "InvalidEndpointRegionException": [],
    "CustomerNotEntitledException": [],
    "DuplicateRequestException": [],
    "IdempotencyConflictException": [],
    "ThrottlingException": [],
    "InternalServiceErrorException": [],
}
"""The declared errors with parameters that meet them; those without have a test of their own here or are faults."""


def test_every_declared_error_is_here() -> None:
    assert set(DECLARED) == set(by_name()["MeterUsage"].errors)


@pytest.mark.parametrize(("code", "given"), [(code, given) for code, each in DECLARED.items() for given in each])
def test_a_refused_call_says_why_and_stores_nothing(task: Task, code: str, given: dict[str, Any]) -> None:
    said = task.refused(**given)
    assert said.startswith(f"{code}: ")
    if code == "InvalidUsageDimensionException":
        assert f"usageDimension: {given['UsageDimension']}" in said
        assert "scans" in said


@pytest.mark.parametrize("ago", [timedelta(), 5 * HOUR + 59 * MINUTE, 6 * HOUR, -5 * MINUTE])
def test_usage_of_the_last_six_hours_is_accepted(task: Task, ago: timedelta) -> None:
    assert task.meter(ago)


def test_usage_before_the_start_of_the_agreement_is_refused(scanner: Marketplace) -> None:
    dogwood = Task(scanner, "DOGWOODTASK")  # whose agreement starts at 11:20
    assert dogwood.meter(90 * MINUTE)
    assert dogwood.refused(91 * MINUTE).startswith("TimestampOutOfBoundsException: ")


@pytest.mark.parametrize("name", READINGS["unentitled_exception_name"].alternatives)
@pytest.mark.parametrize("key", ["BIRCHTASK", "CEDARTASK"], ids=["without-agreement", "suspended"])
def test_an_account_without_a_subscription(scanner: Marketplace, key: str, name: str) -> None:
    scanner.set_readings(unentitled_exception_name=name)
    assert Task(scanner, key).refused().startswith(f"{name}: ")


def test_the_seller_of_another_product_needs_a_subscription(scanner: Marketplace) -> None:
    assert Task(scanner, "SELLERTASK").refused(ProductCode="lighthouse").startswith("CustomerNotEntitledException: ")


def test_a_subscription_ends_by_the_clock_and_by_the_buyer(scanner: Marketplace) -> None:
    dogwood, alder = Task(scanner, "DOGWOODTASK"), Task(scanner)
    scanner.clock.set(NOW + 23 * HOUR)
    assert dogwood.refused(-23 * HOUR).startswith("CustomerNotEntitledException: ")
    assert alder.meter(-23 * HOUR)
    scanner.cancel_agreement(scanner.agreements(customer_aws_account_id=ALDER)[0]["agreement_id"])
    assert Task(scanner, "TASK2").refused(-23 * HOUR).startswith("CustomerNotEntitledException: ")


@pytest.mark.parametrize(("reading", "goes_on"), [("not_entitled", False), ("accepted", True)])
def test_what_runs_when_the_buyer_unsubscribes(scanner: Marketplace, task: Task, reading: str, goes_on: bool) -> None:
    scanner.set_readings(running_instance_after_end=reading)
    task.meter()
    (agreement,) = scanner.agreements(customer_aws_account_id=ALDER)
    scanner.cancel_agreement(agreement["agreement_id"])
    if goes_on:
        assert task.meter(UsageDimension="hosts")
        assert scanner.metering_records()[-1]["agreement_id"] == agreement["agreement_id"]
    else:
        assert task.refused(UsageDimension="hosts").startswith("CustomerNotEntitledException: ")
    scanner.suspend_buyer(ALDER)
    assert task.refused(UsageDimension="gb").startswith("CustomerNotEntitledException: ")
    scanner.restore_buyer(ALDER)
    assert Task(scanner, "TASK2").refused().startswith("CustomerNotEntitledException: ")


def test_a_call_in_another_region_than_the_software_runs_in(scanner: Marketplace) -> None:
    said = Task(scanner, "TASK1", "eu-west-1").refused()
    assert re.match("InvalidEndpointRegionException: .*eu-west-1.*us-east-1", said)
    assert Task(scanner, "TASK2", "eu-west-1").meter()  # no fixture says where it runs


def test_the_seller_s_own_account_is_not_billed(scanner: Marketplace) -> None:
    seller = Task(scanner, "SELLERTASK")
    first = seller.meter()
    assert seller.meter(MINUTE) == first
    assert seller.refused(UsageQuantity=18).startswith("DuplicateRequestException: ")
    assert seller.refused(UsageDimension="scan").startswith("InvalidUsageDimensionException: ")
    records = scanner.metering_records()
    assert [each["customer_aws_account_id"] for each in records] == [SELLER, SELLER]
    assert all(str(each["reason"]).startswith("preview") and not each["billed"] for each in records)


def test_both_kinds_of_quantity_at_once_are_refused(task: Task) -> None:
    assert "UsageQuantityAsDecimal" in task.refused(UsageQuantity=1, UsageQuantityAsDecimal="1")


def test_usage_is_of_the_account_that_calls(scanner: Marketplace) -> None:
    Task(scanner, "DOGWOODTASK").meter()
    assert [each["customer_aws_account_id"] for each in scanner.metering_records()] == [DOGWOOD]
