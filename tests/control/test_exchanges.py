"""The journal of exchanges: complete, filtered, in pages."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace, NotAsExpected, Refused
from tests.conftest import Wire
from tests.control.conftest import fails, get


def places(marketplace: Marketplace, found: list[dict[str, Any]]) -> list[int]:
    """Return the positions of these exchanges in the journal, counted from 1."""
    there = [each["request_id"] for each in marketplace.exchanges()]
    return [there.index(each["request_id"]) + 1 for each in found]


def test_an_exchange_holds_the_request_the_answer_and_its_readings(served: Marketplace) -> None:
    token = served.mint_token()
    answer = served.client().resolve_customer(RegistrationToken=token)
    (exchange,) = served.exchanges()
    assert exchange["request_id"] == answer["ResponseMetadata"]["RequestId"]
    assert exchange["parameters"] == {"RegistrationToken": token}
    assert exchange["token"] == token
    assert exchange["answer"] == {key: value for key, value in answer.items() if key != "ResponseMetadata"}
    assert exchange["customer_aws_account_id"] == answer["CustomerAWSAccountId"]
    assert (exchange["operation"], exchange["outcome"], exchange["status"]) == ("ResolveCustomer", "ok", 200)
    assert (exchange["account"], exchange["region"]) == ("111122223333", "us-east-1")
    assert exchange["readings"]["token_lifetime"] == "4h"
    assert exchange["request_headers"]["x-amz-target"] == "AWSMPMeteringService.ResolveCustomer"
    assert exchange["request_headers"]["user-agent"].startswith("Boto3/")
    assert json.loads(exchange["request_body"]["text"]) == {"RegistrationToken": token}
    assert ["x-amzn-RequestId", exchange["request_id"]] in exchange["answer_headers"]
    assert json.loads(exchange["answer_body"]["text"]) == exchange["answer"]
    assert 0 < exchange["duration_ms"] < 5000


def test_an_exchange_names_the_fault_that_was_applied_and_the_time_it_took(marketplace: Marketplace) -> None:
    fault = marketplace.add_fault(operation="ResolveCustomer", latency=0.05, times=1)
    marketplace.client().resolve_customer(RegistrationToken=marketplace.mint_token())
    marketplace.clear_faults()
    (exchange,) = marketplace.exchanges()
    assert exchange["fault"] == [fault["fault_id"]]
    assert exchange["fault_kinds"] == ["latency"]
    assert exchange["duration_ms"] >= 50


def test_a_request_that_reaches_no_operation_is_recorded_with_its_query(served: Marketplace, wire: Wire) -> None:
    wire.send(b"what?", path="/nowhere?a=1", method="PUT")
    (exchange,) = served.exchanges()
    assert (exchange["method"], exchange["path"]) == ("PUT", "/nowhere?a=1")
    assert (exchange["operation"], exchange["outcome"]) == (None, "UnknownOperationException")
    assert exchange["parameters"] == "what?"


def test_filters_choose_by_operation_token_buyer_outcome_and_time(marketplace: Marketplace) -> None:
    client = marketplace.client()
    first, second = [each["agreement_id"] for each in marketplace.agreements()[:2]]
    tokens = [marketplace.mint_token(first), marketplace.mint_token(second)]
    marketplace.clock.freeze()
    buyer = client.resolve_customer(RegistrationToken=tokens[0])["CustomerAWSAccountId"]
    marketplace.clock.advance("1h")
    between = marketplace.clock.now()
    client.resolve_customer(RegistrationToken=tokens[1])
    assert fails(client, "never issued") == "InvalidTokenException"

    def ids(**filters: Any) -> list[int]:
        return places(marketplace, marketplace.exchanges(**filters))

    assert ids() == [1, 2, 3]
    assert ids(operation="ResolveCustomer") == [1, 2, 3]
    assert ids(operation="GetEntitlements") == []
    assert ids(token=tokens[1]) == [2]
    assert ids(token=tokens[1][:12] + "…") == [2]
    assert ids(outcome="InvalidTokenException") == [3]
    assert ids(outcome="ok") == [1, 2]
    assert 1 in ids(customer_aws_account_id=buyer)
    assert ids(since=between) == [2, 3]
    assert ids(since="now+1s") == []
    assert ids(since=marketplace.exchanges()[1]["request_id"]) == [3]
    assert ids(since=between, outcome="ok", token=tokens[1]) == [2]


@pytest.mark.parametrize(
    "token", ['"],["token","', '["token","valid"]', "\\", "\\u0000", "é", "☃" * 20, "\n\t", '",', "%_"]
)
def test_a_token_of_any_characters_is_found_by_no_other_token(marketplace: Marketplace, token: str) -> None:
    sent = [token, f"x{token}", f"{token}x", f'x"],["token","{token}', "valid"]
    for each in sent:
        with suppress(ClientError):
            marketplace.client().resolve_customer(RegistrationToken=each)
    for place, each in enumerate(sent, start=1):
        assert places(marketplace, marketplace.exchanges(token=each)) == [place]


@pytest.mark.parametrize(
    "noun",
    ["customer_aws_account_id", "customer_identifier", "agreement_id", "license_arn", "product_code"],
)
@pytest.mark.parametrize("fault", [None, {"error": "ThrottlingException"}, {"drop": "before"}, {"drop": "after"}])
def test_a_call_is_found_by_all_that_its_token_leads_to_whatever_came_of_it(
    marketplace: Marketplace, noun: str, fault: dict[str, Any] | None
) -> None:
    agreement = marketplace.agreements(status="ACTIVE")[0]
    buyer = next(
        each for each in marketplace.buyers() if each["customer_aws_account_id"] == agreement["customer_aws_account_id"]
    )
    if fault is not None:
        marketplace.add_fault(**fault)
    with suppress(Exception):
        marketplace.client(config=Config(retries={"total_max_attempts": 1})).resolve_customer(
            RegistrationToken=marketplace.mint_token(agreement["agreement_id"])
        )
    identifier = {**buyer, **agreement}[noun]
    (found,) = marketplace.exchanges(**{noun: identifier})
    assert found["about"][noun] == [identifier]
    assert (
        marketplace.exchanges(**{noun: identifier.replace(identifier[-1], "0" if identifier[-1] != "0" else "1")}) == []
    )
    assert marketplace.verify(**{noun: identifier}) == 1


def test_the_status_tells_expired_credentials_from_an_expired_token(marketplace: Marketplace) -> None:
    client = marketplace.client()
    assert fails(client, "expired") == fails(client, "expired-credentials") == "ExpiredTokenException"
    assert places(marketplace, marketplace.exchanges(outcome="ExpiredTokenException")) == [1, 2]
    assert places(marketplace, marketplace.exchanges(outcome="ExpiredTokenException", status=400)) == [1]
    assert places(marketplace, marketplace.exchanges(status=403)) == [2]
    assert marketplace.verify(outcome="ExpiredTokenException", status=403) == 1
    with pytest.raises(NotAsExpected, match=r"status 503: expected at least 1.*\n.*its status is 40[03]"):
        marketplace.verify(outcome="ExpiredTokenException", status=503)


def test_the_outcome_is_the_operation_s_and_the_fault_kinds_say_what_changed_it(marketplace: Marketplace) -> None:
    marketplace.add_fault(operation="ResolveCustomer", malformed="html")
    with pytest.raises(ClientError):
        marketplace.client(config=Config(retries={"total_max_attempts": 1})).resolve_customer(RegistrationToken="valid")
    (exchange,) = marketplace.exchanges()
    assert (exchange["outcome"], exchange["fault_kinds"]) == ("ok", ["malformed"])
    described = marketplace.request("GET", "/openapi.json")["components"]["schemas"]["Exchange"]
    assert "that of the work" in described["properties"]["outcome"]["description"]


def test_since_takes_epoch_seconds_as_verify_does(marketplace: Marketplace) -> None:
    marketplace.clock.freeze()
    fails(marketplace.client(), "expired")
    at = marketplace.clock.now().timestamp()
    for since in (at - 60, int(at) - 60, str(int(at) - 60)):
        assert len(marketplace.exchanges(since=since)) == marketplace.verify(since=since) == 1
    assert marketplace.exchanges(since=at + 60) == []
    with pytest.raises(Refused, match="out of range"):
        marketplace.exchanges(since=9e11)
    assert len(marketplace.exchanges(since="20200101")) == 1
    assert marketplace.exchanges(since="21000101") == []


def test_since_finds_an_exchange_under_a_frozen_clock(marketplace: Marketplace) -> None:
    """`at` is shown in milliseconds; the shown time must still find its exchange."""
    marketplace.client().resolve_customer(RegistrationToken=marketplace.mint_token())
    (exchange,) = marketplace.exchanges()
    assert marketplace.exchanges(since=exchange["at"]) == [exchange]


def test_pages_lead_through_all_exchanges_including_new_ones(marketplace: Marketplace) -> None:
    client = marketplace.client()
    for _ in range(7):
        fails(client, "never issued")
    found: list[dict[str, Any]] = []
    cursor = 0
    while cursor is not None:
        page = marketplace.request("GET", f"/exchanges?limit=3&cursor={cursor}")
        assert len(page["items"]) <= 3
        found += page["items"]
        assert page["last"] == found[0]["id"] + 6
        cursor = page["next"]
    assert places(marketplace, found) == [1, 2, 3, 4, 5, 6, 7]
    newest = marketplace.request("GET", "/exchanges?limit=2&newest=true")
    assert places(marketplace, newest["items"]) == [6, 7]


def test_a_page_of_large_exchanges_ends_early(served: Marketplace, wire: Wire) -> None:
    for _ in range(6):
        wire.send(b'"' + b"x" * 1_000_000 + b'"')
    page = get(served, "/exchanges?full=true")
    assert len(page.json()["items"]) == 3
    assert len(page.content) < 10_000_000
    assert len(served.exchanges()) == 6


@pytest.mark.parametrize("depth", [90, 110, 300, 900, 5000, 200_000])
def test_the_journal_can_be_read_with_a_deeply_nested_body(served: Marketplace, wire: Wire, depth: int) -> None:
    body = b"[" * depth + b"]" * depth
    wire.send(b'{"RegistrationToken": ' + body + b"}")
    for path in ("/exchanges", "/exchanges.har", "/exchanges.jsonl", "/exchanges?full=true"):
        assert get(served, path).status_code == 200
    (exchange,) = get(served, "/exchanges?full=true").json()["items"]
    assert body.decode() in exchange["request_body"]["text"]


def test_one_exchange_is_found_by_number_and_by_request_id(marketplace: Marketplace) -> None:
    fails(marketplace.client(), "never issued")
    (exchange,) = marketplace.exchanges()
    assert marketplace.request("GET", f"/exchanges/{exchange['id']}?full=true") == exchange
    assert marketplace.request("GET", f"/exchanges/{exchange['request_id']}?full=true") == exchange
    number = exchange["id"]
    for unknown in (str(number + 1), "x", "99999999999999999999", "0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b"):
        with pytest.raises(Refused, match=rf"the journal has no exchange .*: it has {number} to {number}"):
            marketplace.request("GET", f"/exchanges/{unknown}")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("operation=ResolveCustmer", "'ResolveCustmer' is not an operation; did you mean 'ResolveCustomer"),
        ("outcome=ExpiredToken", "'ExpiredToken' is not an outcome; did you mean 'ExpiredTokenException"),
        ("since=yesterday", "'yesterday' is not a time; expected now, now+4h, now-1d, seconds since 1970 or ISO 8601"),
        ("since=1h", "'1h' is not a time; expected now+1h or now-1h"),
        ("since=-5m", "'-5m' is not a time; expected now-5m"),
    ],
)
def test_a_filter_with_an_unknown_value_is_refused(marketplace: Marketplace, query: str, told: str) -> None:
    for path in ("/exchanges", "/exchanges.har", "/exchanges.jsonl"):
        with pytest.raises(Refused, match=re.escape(told)):
            marketplace.request("GET", f"{path}?{query}")
