"""MeterUsage's ClientToken, with which a call that is sent again stays one call."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace
from tests.operations.meter_usage.test_rules import allocated
from tests.operations.meter_usage.world import FILE, NOW, Task, billed

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"UsageQuantity": None, "UsageQuantityAsDecimal": "17"},
        {"UsageQuantity": None, "UsageQuantityAsDecimal": "17.00"},
    ],
)
@pytest.mark.parametrize("key", ["TASK1", "AGENT"])
def test_the_same_call_again_is_one_call(scanner: Marketplace, key: str, again: dict[str, Any]) -> None:
    task = Task(scanner, key)
    first = task.meter(ClientToken="one")
    scanner.clock.advance("7h")  # a retry is answered even when its usage is too old to be sent anew
    assert task.meter(ClientToken="one", **again) == first
    assert billed(scanner) == [("scans", "12", "17")]


def test_the_order_of_allocations_does_not_matter(scanner: Marketplace, task: Task) -> None:
    both = allocated(10, 7)
    first = task.meter(ClientToken="one", UsageAllocations=both)
    assert task.meter(ClientToken="one", UsageAllocations=both[::-1]) == first


def test_the_order_of_tags_does_not_matter(task: Task) -> None:
    tags = [{"Key": "team", "Value": "a"}, {"Key": "site", "Value": "b"}]
    first, again = ([{"AllocatedUsageQuantity": 17, "Tags": each}] for each in (tags, tags[::-1]))
    assert task.meter(ClientToken="one", UsageAllocations=first) == task.meter(
        ClientToken="one", UsageAllocations=again
    )


@pytest.mark.parametrize(
    "other",
    [
        {"UsageQuantity": 18},
        {"UsageDimension": "hosts"},
        {"Timestamp": NOW - MINUTE},
        {"Timestamp": NOW - HOUR},
        {"UsageAllocations": allocated(17)},
        {"ProductCode": "lighthouse"},
    ],
    ids=lambda other: next(iter(other)),
)
@pytest.mark.parametrize("key", ["TASK1", "AGENT"])
def test_another_call_with_the_token_is_a_conflict(scanner: Marketplace, key: str, other: dict[str, Any]) -> None:
    task = Task(scanner, key)
    task.meter(ClientToken="one")
    said = task.refused(ClientToken="one", **other)
    assert said.startswith("IdempotencyConflictException: ")
    assert "'one'" in said
    task.meter(5 * HOUR, ClientToken="two")
    assert len(billed(scanner)) == 2


def test_a_token_is_the_account_s_and_its_case_counts(scanner: Marketplace, task: Task) -> None:
    first = task.meter(ClientToken="one")
    assert Task(scanner, "TASK2").meter(ClientToken="one") == first, "another task of the account, the same call"
    assert Task(scanner, "DOGWOODTASK").meter(ClientToken="one", UsageQuantity=5) != first
    assert task.meter(ClientToken="ONE", UsageDimension="hosts")


def test_a_refused_call_does_not_use_up_its_token(task: Task) -> None:
    task.refused(ClientToken="one", UsageDimension="scan")
    assert task.meter(ClientToken="one")


def test_another_token_does_not_make_the_hour_count_twice(scanner: Marketplace, task: Task) -> None:
    first = task.meter(ClientToken="one")
    assert task.meter(ClientToken="two") == first
    assert task.refused(ClientToken="three", UsageQuantity=18).startswith("DuplicateRequestException: ")
    assert billed(scanner) == [("scans", "12", "17")]


def test_on_agentcore_every_token_counts_and_no_hour_is_rounded(scanner: Marketplace) -> None:
    agent = Task(scanner, "AGENT")
    identifiers = {
        agent.meter(MINUTE, ClientToken="one"),
        agent.meter(MINUTE, ClientToken="two"),
        agent.meter(2 * MINUTE, ClientToken="three", UsageQuantity=4),
        agent.meter(MINUTE),  # boto3 makes a token for each call
        agent.meter(MINUTE),
    }
    assert len(identifiers) == 5
    assert [quantity for _, _, quantity in billed(scanner)] == ["17", "17", "4", "17", "17"]
    sent = [each["timestamp"] for each in scanner.metering_records()]
    assert sent[1:3] == ["2027-01-15T12:29:00Z", "2027-01-15T12:28:00Z"]


@pytest.mark.parametrize(("reading", "accepted"), [("rejected", False), ("generated", True)])
def test_on_agentcore_without_a_token(scanner: Marketplace, reading: str, accepted: bool) -> None:
    scanner.set_readings(agentcore_without_client_token=reading)
    agent = Task(scanner, "AGENT", without_token=True)
    if accepted:
        assert agent.meter() != agent.meter()
        assert len(billed(scanner)) == 2
    else:
        assert "clientToken" in agent.refused()


def test_elsewhere_a_call_needs_no_token(scanner: Marketplace) -> None:
    old = Task(scanner, "TASK1", without_token=True)
    assert old.meter() == old.meter(MINUTE)


@pytest.mark.parametrize("port", [None, 0], ids=["in-process", "on-a-port"])
@pytest.mark.parametrize("key", ["TASK1", "AGENT"])
def test_an_answer_that_was_lost_is_asked_for_again_by_boto3(tmp_path: Path, port: int | None, key: str) -> None:
    with _scanner(tmp_path, port=port) as marketplace:
        marketplace.add_fault(operation="MeterUsage", drop="after", times=1)
        client = marketplace.client(aws_access_key_id=key)
        answer = client.meter_usage(ProductCode="scanner", Timestamp=NOW, UsageDimension="scans", UsageQuantity=17)
        assert answer["ResponseMetadata"]["RetryAttempts"] == 1
        (record,) = marketplace.metering_records()
        assert record["billed"]
        assert answer["MeteringRecordId"] == record["metering_record_id"]
        sent = [each["parameters"]["ClientToken"] for each in marketplace.exchanges()]
        assert sent == 2 * sent[:1]


@pytest.mark.parametrize("key", ["TASK1", "AGENT"])
def test_calls_at_once_with_one_token_are_one_call(tmp_path: Path, key: str) -> None:
    store = f"sqlite:///{tmp_path}/world.db"
    with _scanner(tmp_path, store=store) as one, Marketplace(store=store) as two:
        config = Config(max_pool_connections=20)
        clients = [each.client(aws_access_key_id=key, config=config) for each in (one, two)]
        answers: list[Any] = []

        def meter(number: int) -> None:
            try:
                answers.append(
                    clients[number % 2].meter_usage(
                        ProductCode="scanner",
                        Timestamp=NOW,
                        UsageDimension="scans",
                        UsageQuantity=17 + number % 4 // 2,
                        ClientToken="one",
                    )["MeteringRecordId"]
                )
            except ClientError as error:
                answers.append(error.response["Error"]["Code"])

        threads = [threading.Thread(target=meter, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        (record,) = two.metering_records()
        assert sorted(answers) == sorted(8 * [str(record["metering_record_id"])] + 8 * ["IdempotencyConflictException"])


def test_a_reset_and_a_snapshot_know_the_tokens(scanner: Marketplace, task: Task) -> None:
    scanner.snapshot("before")
    task.meter(ClientToken="one")
    scanner.restore("before")
    assert scanner.metering_records() == []
    assert task.meter(ClientToken="one", UsageQuantity=18)
    scanner.reset(only=["metering_records"])
    assert task.meter(ClientToken="one", UsageQuantity=19)


def _scanner(tmp_path: Path, **settings: Any) -> Marketplace:
    file = tmp_path / "scanner.yaml"
    file.write_text(FILE)
    marketplace = Marketplace(file, **settings)
    marketplace.clock.set(NOW, frozen=True)
    return marketplace
