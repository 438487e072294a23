"""MeterUsage's DryRun, with which software asks whether it may meter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.operations.meter_usage.world import Task, billed


@pytest.mark.parametrize("key", ["TASK1", "AGENT", "SELLERTASK"])
def test_a_dry_run_that_is_allowed(scanner: Marketplace, key: str) -> None:
    task = Task(scanner, key)
    assert task.answer(DryRun=True) == {}
    scanner.set_readings(dry_run_answer="error_DryRunOperation")
    assert task.refused(DryRun=True).startswith("DryRunOperation: ")
    assert scanner.metering_records() == []


@pytest.mark.parametrize(
    ("reading", "code"),
    [("ok_200", "CustomerNotEntitledException"), ("error_DryRunOperation", "UnauthorizedException")],
)
def test_a_dry_run_without_a_subscription(scanner: Marketplace, reading: str, code: str) -> None:
    scanner.set_readings(dry_run_answer=reading)
    assert Task(scanner, "BIRCHTASK").refused(DryRun=True).startswith(f"{code}: ")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ProductCode": "scanners"}, "InvalidProductCodeException"),
        ({"UsageDimension": "scan"}, "InvalidUsageDimensionException"),
        ({"ago": timedelta(hours=7)}, "TimestampOutOfBoundsException"),
    ],
)
@pytest.mark.parametrize("reading", ["ok_200", "error_DryRunOperation"])
def test_a_dry_run_finds_other_faults_too(
    scanner: Marketplace, task: Task, reading: str, given: dict[str, Any], code: str
) -> None:
    scanner.set_readings(dry_run_answer=reading)
    assert task.refused(DryRun=True, **given).startswith(f"{code}: ")


def test_a_dry_run_takes_neither_the_hour_nor_the_token(scanner: Marketplace, task: Task) -> None:
    task.answer(DryRun=True, UsageQuantity=0, ClientToken="one")
    task.meter(ClientToken="one")
    assert task.answer(DryRun=True, UsageQuantity=0, ClientToken="one") == {}, "what is recorded does not matter"
    assert billed(scanner) == [("scans", "12", "17")]


def test_dry_run_false_is_a_call_like_any_other(scanner: Marketplace, task: Task) -> None:
    assert task.meter(DryRun=False) == task.meter()
