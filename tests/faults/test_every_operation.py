"""Every kind of fault on every operation that lives here, in each protocol of its service, and bound to each of its nouns."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import botocore.parsers
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from sqlalchemy import select

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.catalogue import by_name, declared
from marketplace_emulator.faults import KINDS
from marketplace_emulator.operations import HERE
from marketplace_emulator.store.database import METADATA
from tests.faults.calls import CALLS, Sent, sent
from tests.operations.metering import NOON
from tests.wire.cbor_client import preferring_cbor

ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=2)
OUTCOMES: dict[str, tuple[dict[str, Any], str, bool]] = {
    "latency": ({"latency": 0.02}, "ok", True),
    "hang": ({"hang": True}, "ReadTimeoutError", False),
    "drop before": ({"drop": "before"}, "ConnectionClosedError", False),
    "drop after": ({"drop": "after"}, "ConnectionClosedError", True),
    "truncate": ({"truncate": 3}, "unreadable", True),
    "malformed json": ({"malformed": "json"}, "unreadable", True),
    "malformed html": ({"malformed": "html"}, "503", True),
    "malformed content_type": ({"malformed": "content_type"}, "ok", True),
    "malformed empty": ({"malformed": "empty"}, "unreadable", True),
    "extra_members": ({"extra_members": True}, "ok", True),
    "missing_members": ({"missing_members": []}, "ok", True),
    "expired_credentials": ({"expired_credentials": True}, "ExpiredTokenException", False),
    "error": ({"error": "ThrottlingException"}, "ThrottlingException", False),
    "gate": ({"gate": 2, "at_most": "20ms"}, "ok", True),
    "unprocessed": ({"unprocessed": "all"}, "ok", True),
}
"""Of each kind, a rule, what the client gets, and whether the work is done."""
SPOKEN = [
    (operation, protocol)
    for operation in CALLS
    for protocol in by_name()[operation].service.protocols
    if protocol in ("json", "smithy-rpc-v2-cbor")
]


@pytest.fixture(params=SPOKEN, ids=lambda each: " in ".join(each))
def spoken(request: pytest.FixtureRequest, marketplace: Marketplace) -> Iterator[tuple[str, Marketplace]]:
    """An operation, and an emulator whose boto3 calls it in a protocol of its service."""
    operation, protocol = request.param
    marketplace.clock.set(NOON, frozen=True)
    if protocol == "json":
        yield operation, marketplace
        return
    with preferring_cbor():
        yield operation, marketplace


def outcome(marketplace: Marketplace, call: Sent, config: Config = ONCE) -> tuple[str, dict[str, Any]]:
    """Send a call; return ok, `unreadable`, AWS's error code or the exception's name, and the members of the result."""
    try:
        answer = call.by(marketplace, config)
    except ClientError as error:
        return error.response["Error"]["Code"], {}
    except HTTPClientError as error:
        return type(error).__name__, {}
    except (botocore.parsers.ResponseParserError, AttributeError):  # botocore trips over an empty body of CBOR
        return "unreadable", {}
    del answer["ResponseMetadata"]
    answer.pop("Signature", None)  # it is signed anew each time
    for each in answer.get("agreementEntitlements", ()):
        each.pop("registrationToken", None)  # each answer has a new one
    return "ok", answer


def state(marketplace: Marketplace) -> dict[str, list[tuple[Any, ...]]]:
    """Read all that operations may change."""
    kept = {"exchanges", "exchange_nouns", "faults", "settings", "gathered"}
    world = marketplace.world
    with world.transaction():
        return {
            name: [tuple(row.values()) for row in world.store.ask(select(table))]
            for name, table in METADATA.tables.items()
            if name not in kept and "request_id" not in table.c
        } | {"billed": [row["billed"] for row in world.store.ask(METADATA.tables["metering_records"].select())]}


def test_every_kind_is_tried() -> None:
    assert {each.split()[0] for each in OUTCOMES} == set(KINDS)
    assert set(CALLS) == set(HERE), "tests/faults/calls.py has a call of each operation"


@pytest.mark.parametrize("kind", OUTCOMES)
def test_a_kind_of_fault(spoken: tuple[str, Marketplace], kind: str) -> None:
    operation, marketplace = spoken
    call, (rule, expected, does) = sent(operation), OUTCOMES[kind]
    marketplace.snapshot("before")
    before = state(marketplace)
    undisturbed, usual = outcome(marketplace, call)
    assert undisturbed == "ok"
    after = state(marketplace)
    marketplace.restore("before")
    assert state(marketplace) == before
    if kind == "missing_members":
        rule = {"missing_members": list(usual)[:1] or ["Signature"]}
    if kind == "unprocessed" and operation != "BatchMeterUsage":
        with pytest.raises(Refused, match=f"{operation} has no answer for the fault unprocessed"):
            marketplace.add_fault(operation=operation, **rule)
        return
    marketplace.add_fault(operation=operation, **rule, times=2 if kind == "gate" else 1)
    said, members = outcome(marketplace, call)
    if expected == "unreadable":
        assert said == expected or (said, members) == ("ok", {}), "boto3 takes what it cannot read for an empty result"
    else:
        assert said == expected
    if expected == "ok" and kind not in ("missing_members", "unprocessed"):
        assert members == usual
    if kind == "missing_members":
        assert members == {name: value for name, value in usual.items() if name not in rule["missing_members"]}
    if kind == "unprocessed":
        assert len(members["UnprocessedRecords"]) == len(call.parameters["UsageRecords"])
    else:
        assert state(marketplace) == (after if does else before), "the work is done or not"
    assert marketplace.exchanges()[-1]["fault_kinds"] == [kind.split()[0]]
    assert outcome(marketplace, call) == ("ok", usual), (
        "the same call again has the answer that the first one would have had"
    )
    assert [each for each in state(marketplace)["billed"] if each] == [each for each in after["billed"] if each], (
        "billed once"
    )


def test_throttling_for_good_exhausts_the_client_s_attempts(spoken: tuple[str, Marketplace]) -> None:
    operation, marketplace = spoken
    before = state(marketplace)
    marketplace.add_fault(operation=operation, error="ThrottlingException")
    twice = Config(retries={"total_max_attempts": 2, "mode": "standard"})
    assert outcome(marketplace, sent(operation), twice)[0] == "ThrottlingException"
    assert [each["outcome"] for each in marketplace.exchanges()] == ["ThrottlingException"] * 2
    assert state(marketplace) == before


def test_a_word_in_each_protocol(spoken: tuple[str, Marketplace]) -> None:
    operation, marketplace = spoken
    for noun in CALLS[operation].words:
        assert outcome(marketplace, sent(operation, **{noun: "throttled"}))[0] == "ThrottlingException"


def test_every_declared_error_by_a_rule(spoken: tuple[str, Marketplace]) -> None:
    operation, marketplace = spoken
    before = state(marketplace)
    for code in by_name()[operation].errors:
        added = marketplace.add_fault(operation=operation, error=code)
        with pytest.raises(ClientError) as refused:
            sent(operation).by(marketplace, ONCE)
        response = refused.value.response
        assert (response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]) == (
            code,
            declared(by_name()[operation], code)[0],
        )
        marketplace.clear_faults(added["fault_id"])
    assert state(marketplace) == before


def named(operation: str) -> list[tuple[str, str]]:
    """Return the nouns that an operation's call in CALLS names."""
    return [*HERE[operation].about(CALLS[operation].parameters)]


@pytest.mark.parametrize(
    ("operation", "noun", "identifier"), [(operation, *each) for operation in CALLS for each in named(operation)]
)
def test_a_rule_is_bound_to_any_noun_of_a_call(
    marketplace: Marketplace, operation: str, noun: str, identifier: str
) -> None:
    """Of several records, any of them may name it."""
    marketplace.add_fault(operation=operation, error="ThrottlingException", **{noun: identifier})
    call = sent(operation)
    assert outcome(marketplace, call)[0] == "ThrottlingException"
    marketplace.clear_faults()
    other = {"customer_aws_account_id": "123456789012"}.get(noun, "another")
    marketplace.add_fault(operation=operation, error="ThrottlingException", **{noun: other})
    assert outcome(marketplace, call)[0] == "ok"


@pytest.mark.parametrize(("second", "statuses"), [(17, ["Success", "Success"]), (18, ["DuplicateRecord", "Success"])])
def test_two_workers_send_the_same_hour_at_once(marketplace: Marketplace, second: int, statuses: list[str]) -> None:
    marketplace.add_fault(operation="BatchMeterUsage", gate=2, times=2)
    calls = [sent("BatchMeterUsage"), sent("BatchMeterUsage")]
    for call, quantity in zip(calls, (17, second), strict=True):
        del call.parameters["UsageRecords"][1]
        call.parameters["UsageRecords"][0]["Quantity"] = quantity
    marketplace.clock.set(NOON, frozen=True)
    with ThreadPoolExecutor() as workers:
        results = [each["Results"][0] for each in workers.map(lambda call: call.by(marketplace, Config()), calls)]
    assert sorted(each["Status"] for each in results) == statuses
    assert len({each["MeteringRecordId"] for each in results if each["Status"] == "Success"}) == 1
    assert sum(state(marketplace)["billed"]) == 1
    assert marketplace.faults()[-1]["opened"] == 1
