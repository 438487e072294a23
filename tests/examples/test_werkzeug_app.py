"""What the werkzeug example has beyond the others: it obeys AWS's messages in any order, and reports usage once."""

from __future__ import annotations

import ast
import importlib
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.examples.conftest import ROOT

FOLDER = ROOT / "examples/werkzeug_app"
AGREEMENT, CUSTOMER = "agmt-1", "customer-1"


@pytest.fixture
def seller(marketplace: Marketplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The example's modules by name, with a database of their own; each agreement is of the legacy product."""
    marketplace.reset()
    [product] = [each for each in marketplace.products() if each["name"] == "tidewater-analytics"]
    own = {
        "DATABASE": str(tmp_path / "accounts.db"),
        "PRODUCT_CODE": product["product_code"],
        "DIMENSIONS": f"{product['product_code']}=queries",
    }
    for name, value in {**marketplace.environment(), **own}.items():
        monkeypatch.setenv(name, value)
    yield lambda name: importlib.import_module(f"examples.werkzeug_app.{name}")
    marketplace.reset()


def test_a_seller_can_copy_it() -> None:
    allowed = {*sys.stdlib_module_names, "boto3", "botocore", "markupsafe", "werkzeug"}
    for file in FOLDER.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 150, file
        for node in ast.walk(ast.parse(text)):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            assert {name.partition(".")[0] for name in names} <= allowed, file


def legacy(action: str, minute: int) -> str:
    message = {"action": action, "product-code": "code", "customer-identifier": CUSTOMER}
    return enveloped(message, action, minute)


def concurrent(detail_type: str, minute: int) -> str:
    message = {
        "detail-type": f"{detail_type}",
        "time": f"2026-11-29T10:{minute:02}:00Z",
        "detail": {"agreement": {"id": AGREEMENT}},
    }
    return enveloped(message, detail_type, minute)


def enveloped(message: dict[str, Any], name: str, minute: int) -> str:
    envelope = {"MessageId": f"{name} {minute}", "Timestamp": f"2026-11-29T10:{minute:02}:00.000Z"}
    return json.dumps({**envelope, "Type": "Notification", "Message": json.dumps(message)})


LEGACY = {"product_code": "code", "customer_identifier": CUSTOMER, "agreement_id": None}
CONCURRENT = {"product_code": "code", "customer_identifier": None, "agreement_id": AGREEMENT}
LIVES = {
    "legacy": (
        LEGACY,
        [legacy("subscribe-success", 1), legacy("unsubscribe-pending", 2), legacy("unsubscribe-success", 3)],
        "ended",
    ),
    "a legacy customer comes back": (
        LEGACY,
        [legacy("unsubscribe-pending", 2), legacy("unsubscribe-success", 3), legacy("subscribe-success", 4)],
        "active",
    ),
    "concurrent": (
        CONCURRENT,
        [
            concurrent("License Updated - Manufacturer", 9),  # late
            concurrent("Purchase Agreement Ended - Proposer", 2),
            concurrent("License Deprovisioned - Manufacturer", 3),
        ],
        "ended",
    ),
}


@pytest.mark.parametrize("life", LIVES)
def test_messages_are_obeyed_once_and_in_any_order(seller: Any, life: str, tmp_path: Path) -> None:
    account, told, state = LIVES[life]
    messages = seller("messages")
    for order in itertools.permutations(told):
        (tmp_path / "accounts.db").unlink(missing_ok=True)
        assert messages.state_of(account) == "active"
        for each in (legacy("no-such-action", 5), concurrent("No Such Type", 5), *order, order[0]):
            messages.hear(each)
        assert messages.state_of(account) == state, order


@pytest.fixture
def customer(seller: Any, marketplace: Marketplace) -> tuple[Any, Any, dict[str, Any]]:
    """The seller's usage, its client of AWS, and a registered account that has used twice."""
    aws, usage = seller("aws_marketplace").AwsMarketplace(), seller("usage")
    agreement = marketplace.accept_agreement(
        product_code=marketplace.products()[0]["product_code"], customer_aws_account_id="543210987654"
    )
    token = marketplace.registration_form(agreement["agreement_id"])["x-amzn-marketplace-token"]
    seller("accounts").store(aws.resolve(token))
    [account] = seller("accounts").every()
    for _ in range(2):
        usage.use(account["id"])
    return aws, usage, account


def billed(marketplace: Marketplace) -> list[tuple[str, int, int]]:
    return [(line["quantity"], line["times"], line["billed_twice"]) for line in marketplace.ledger()["items"]]


@pytest.mark.parametrize(
    "fault", [{"drop": "after"}, {"drop": "before"}, {"error": "ThrottlingException"}, {"unprocessed": "all"}]
)
def test_usage_that_may_not_have_arrived_is_sent_again_unchanged(
    marketplace: Marketplace, customer: tuple[Any, Any, dict[str, Any]], fault: dict[str, Any]
) -> None:
    aws, usage, account = customer
    marketplace.add_fault(operation="BatchMeterUsage", **fault)
    usage.report(aws, account)
    assert [each["status"] for each in usage.records(account["id"])] == [None]
    usage.use(account["id"])  # after the record is made, so it waits
    marketplace.clear_faults()
    usage.report(aws, account)
    assert [each["status"] for each in usage.records(account["id"])] == ["Success"]
    assert billed(marketplace) == [("2", 1, 0)]
    assert usage.unreported(account["id"]) == 1


def test_usage_after_the_report_is_reported_in_the_next_hour(
    marketplace: Marketplace, customer: tuple[Any, Any, dict[str, Any]]
) -> None:
    aws, usage, account = customer
    usage.report(aws, account)
    usage.use(account["id"])
    usage.report(aws, account)
    assert billed(marketplace) == [("2", 1, 0)]
    assert usage.unreported(account["id"]) == 1
    marketplace.clock.advance("1h")
    usage.report(aws, account)
    assert billed(marketplace) == [("2", 1, 0), ("1", 1, 0)]


def test_usage_is_of_the_hour_in_which_it_happened(
    marketplace: Marketplace, customer: tuple[Any, Any, dict[str, Any]]
) -> None:
    aws, usage, account = customer
    marketplace.clock.advance("1h")
    usage.use(account["id"])
    usage.report(aws, account)
    assert billed(marketplace) == [("2", 1, 0), ("1", 1, 0)]


def test_usage_of_a_world_that_went_on_is_taken(
    marketplace: Marketplace, customer: tuple[Any, Any, dict[str, Any]]
) -> None:
    aws, usage, account = customer
    usage.report(aws, account)
    marketplace.clock.advance("40d")
    usage.use(account["id"])
    usage.report(aws, account)
    assert [each["status"] for each in usage.records(account["id"])] == ["Success", "Success"]


def test_usage_that_is_too_old_is_not_sent_for_ever(
    marketplace: Marketplace, customer: tuple[Any, Any, dict[str, Any]]
) -> None:
    aws, usage, account = customer
    marketplace.add_fault(operation="BatchMeterUsage", error="ThrottlingException")
    usage.report(aws, account)
    marketplace.clear_faults()
    marketplace.clock.advance("10d")
    usage.report(aws, account)
    sent = len(marketplace.exchanges())
    usage.report(aws, account)
    assert len(marketplace.exchanges()) == sent
    assert [each["status"] for each in usage.records(account["id"])] == ["TimestampOutOfBoundsException"]
    assert billed(marketplace) == []
