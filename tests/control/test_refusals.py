"""The control API's refusals name the value given and what was expected, and change nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.control import discover
from marketplace_emulator.control.route import Route
from marketplace_emulator.http import HttpRequest

ROUTES = discover()
HOST = {"host": "localhost", "content-type": "application/json"}


def send(
    marketplace: Marketplace, method: str, path: str, body: bytes = b"", query: str = "", **headers: str
) -> tuple[int, Any]:
    answer = marketplace.respond(HttpRequest(method, f"/_emulator{path}", {**HOST, **headers}, body, query))
    if answer.status >= 400:
        assert answer.header("content-type") == "application/problem+json"
    return answer.status, json.loads(answer.body) if answer.body else None


def refused(marketplace: Marketplace, *request: Any, **more: Any) -> str:
    """Send a request, check that it is refused and changes nothing, and return the sentence."""
    before = state(marketplace)
    status, problem = send(marketplace, *request, **more)
    assert 400 <= status < 500, (status, problem)
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert state(marketplace) == before
    detail: str = problem["detail"]
    return detail


def state(marketplace: Marketplace) -> list[Any]:
    nouns = ("products", "buyers", "agreements", "tokens", "faults", "readings", "exchanges", "snapshots")
    return [send(marketplace, "GET", f"/{noun}") for noun in nouns] + [
        send(marketplace, "GET", "/clock")[1]["mode"],
    ]


def filled(route: Route) -> str:
    return re.sub("<.*?>", "x", route.path)


def ids(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", ROUTES, ids=ids)
def test_an_unknown_query_parameter_is_named(marketplace: Marketplace, route: Route) -> None:
    told = refused(marketplace, route.method, filled(route), query="limmit=5")
    assert "limmit" in told


@pytest.mark.parametrize("route", [each for each in ROUTES if each.body is not None], ids=ids)
@pytest.mark.parametrize(
    "body",
    [
        *(b"[]", b"null", b'"x"', b"1", b'{"nonsense": 1}', b"{", b'{"a": 1, "a": 2}', b"\xff", b'{"x": "\\ud800"}'),
        *(
            b"[" * 2000 + b"]" * 2000,
            b"1e999",
            b"NaN",
            b"{}{}",
            b"\xef\xbb\xbf{}",
            b'{"nonsense": ' + b"9" * 400 + b"}",
        ),
    ],
    ids=lambda body: body[:20].decode("latin-1"),
)
def test_an_invalid_body_is_refused(marketplace: Marketplace, route: Route, body: bytes) -> None:
    told = refused(marketplace, route.method, filled(route), body)
    if b"nonsense" in body:
        assert "nonsense" in told


@pytest.mark.parametrize("route", ROUTES, ids=ids)
def test_an_unexpected_or_too_large_body_is_refused(marketplace: Marketplace, route: Route) -> None:
    if route.body is None:
        assert "takes no body" in refused(marketplace, route.method, filled(route), b'{"only": ["tokens"]}')
    told = refused(marketplace, route.method, filled(route), b" " * 1_048_577)
    assert "over 1048576 bytes" in told


@pytest.mark.parametrize("route", [each for each in ROUTES if each.body is not None], ids=ids)
def test_a_form_is_not_accepted_as_json(marketplace: Marketplace, route: Route) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    told = refused(marketplace, route.method, filled(route), b"a=b", **form)
    assert "'application/x-www-form-urlencoded' is not accepted; expected application/json" in told


def test_a_member_given_twice_is_refused(marketplace: Marketplace) -> None:
    body = b'{"operation": "ResolveCustomer", "error": "ThrottlingException", "times": 1, "times": 1000}'
    assert refused(marketplace, "POST", "/faults", body) == "'times' is given twice in one object; keep one of them"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("limit=0", "limit is 0, expected a whole number of at least 1"),
        ("limit=1001", "limit is 1001, expected a whole number of at most 1000"),
        ("limit=ten", 'limit is "ten", expected a whole number'),
        ("limit=", 'limit is "", expected a whole number'),
        ("limit=null", 'limit is "null", expected a whole number'),
        ("limit=1.5", 'limit is "1.5", expected a whole number'),
        ("cursor=-1", "cursor is -1, expected a whole number of at least 0"),
        ("cursor=99999999999999999999", "cursor is 99999999999999999999"),
        ("full=yes", 'full is "yes", expected true or false'),
        ("full=1", 'full is "1", expected true or false'),
        ("limit=5&limit=6", "'limit' is given more than once"),
        ("operation=null", "'null' is not an operation"),
        ("outcome=null", "'null' is not an outcome"),
    ],
)
def test_a_query_out_of_range_is_named_with_its_value(marketplace: Marketplace, query: str, told: str) -> None:
    assert told in refused(marketplace, "GET", "/exchanges", query=query)


def test_a_word_like_null_is_still_a_filter(marketplace: Marketplace) -> None:
    """`?token=null` filters by the token `null`; it does not mean that the filter is absent."""
    marketplace.client().resolve_customer(RegistrationToken="valid")
    assert send(marketplace, "GET", "/exchanges", query="token=null")[1]["items"] == []


@pytest.mark.parametrize(
    ("path", "query", "told"),
    [
        ("/agreements", "product_code=null", "there is no product 'null'; expected one of"),
        ("/agreements", "product_code=", "there is no product ''; expected one of"),
        ("/agreements", "customer_aws_account_id=abc", "expected 12 digits"),
        ("/agreements", "customer_aws_account_id=210987654322", "there is no buyer '210987654322'; did you mean"),
        ("/tokens", "agreement_id=null", "there is no agreement 'null'; expected one of 'agmt-"),
    ],
)
def test_a_filter_by_an_unknown_name_is_refused(marketplace: Marketplace, path: str, query: str, told: str) -> None:
    assert told in refused(marketplace, "GET", path, query=query)


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/agreements/bulk", {"count": 1, "product_code": ""}, "there is no product ''; expected one of"),
        ("/agreements/bulk", {"count": 100_001, "tokens": 2}, "makes 200002 tokens, and one call makes at most 200000"),
        ("/faults", {"missing_members": ["ProductCode", "Nonsense"]}, "'Nonsense' is not a member of any operation's"),
        (
            "/faults",
            {"operation": "ResolveCustomer", "missing_members": ["ProductCod"]},
            "'ProductCod' is not a member of ResolveCustomer's result; did you mean 'ProductCode",
        ),
        ("/faults", {"operation": "ResolveCustomer", "missing_members": ["Entitlements"]}, "'Entitlements' is not a"),
    ],
)
def test_an_unusable_value_is_refused(marketplace: Marketplace, path: str, body: dict[str, Any], told: str) -> None:
    assert told in refused(marketplace, "POST", path, json.dumps(body).encode())


@pytest.mark.parametrize(
    ("method", "path", "member", "given"),
    [
        ("POST", "/agreements", "start_time", "now+"),
        ("POST", "/agreements", "end_time", "now+"),
        ("POST", "/agreements/bulk", "expires_in", "soon"),
        ("POST", "/tokens", "expires_in", "soon"),
        ("POST", "/faults", "until", "now+1y"),
        ("POST", "/exchanges/verify", "since", "yesterday"),
        ("POST", "/exchanges/verify", "none_after", "yesterday"),
        ("POST", "/clock/advance", "by", "far"),
        ("PUT", "/clock", "now", "nowhere"),
    ],
)
def test_an_invalid_time_is_named_with_its_member(
    marketplace: Marketplace, method: str, path: str, member: str, given: str
) -> None:
    needed: dict[str, dict[str, Any]] = {
        "/agreements": {
            "product_code": marketplace.products()[1]["product_code"],
            "customer_aws_account_id": "210987654321",
        },
        "/agreements/bulk": {"count": 1},
        "/faults": {"hang": True},
    }
    body = {**needed.get(path, {}), member: given}
    told = refused(marketplace, method, path, json.dumps(body).encode())
    assert told.startswith(f"{member}: {given!r} is not a ")


@pytest.mark.parametrize("path", ["/tokenss", "/", "/exchanges/", "/tokens/x/y", "/../x", "/%00"])
def test_an_unknown_resource_is_answered_with_the_known_ones(marketplace: Marketplace, path: str) -> None:
    status, answer = send(marketplace, "GET", path)
    assert status in (200, 404)
    if status == 404:
        assert "not a resource" in answer["detail"] or "no exchange" in answer["detail"]


def test_an_unknown_method_is_answered_with_the_resource_s_methods(marketplace: Marketplace) -> None:
    for method in ("PATCH", "TRACE", "OPTIONS", "BREW"):
        told = refused(marketplace, method, "/tokens")
        assert told == f"/_emulator/tokens does not take {method}; it takes GET, POST"


def test_health_says_that_it_is_not_ready_when_its_store_is_gone() -> None:
    with Marketplace() as marketplace:
        marketplace.world.store.connection.exec_driver_sql("DROP TABLE tokens")
        status, answer = send_any(marketplace, "/health")
    assert status == 503
    assert answer["status"] == "not ready"
    assert "no such table: tokens" in answer["reason"]


def send_any(marketplace: Marketplace, path: str) -> tuple[int, Any]:
    answer = marketplace.respond(HttpRequest("GET", f"/_emulator{path}", HOST))
    return answer.status, json.loads(answer.body)


def test_a_trailing_newline_is_refused_in_an_account_a_name_and_a_region(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="expected 12 digits"):
        marketplace.create_buyer("x", customer_aws_account_id="210987654399\n")
    with pytest.raises(Refused, match="expected letters, digits and any of"):
        marketplace.snapshot("a\n")
    with pytest.raises(Refused, match="expected a Region"):
        marketplace.add_fault(hang=True, region="us-east-1\n")


def test_an_agreement_with_an_unusable_name_or_an_end_before_its_start(marketplace: Marketplace) -> None:
    parties = {
        "product_code": marketplace.products()[1]["product_code"],
        "customer_aws_account_id": marketplace.buyers()[0]["customer_aws_account_id"],
    }
    with pytest.raises(Refused, match='agreement_id is "a/b", expected letters, digits and any of'):
        marketplace.create_agreement(**parties, agreement_id="a/b")
    with pytest.raises(Refused, match=r"is before start_time .*; give a later end_time"):
        marketplace.create_agreement(**parties, start_time="now", end_time="now-5d")


def test_a_token_for_a_buyer_without_an_agreement(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="the buyer 'y' has no agreement to the product 'x'; create it first"):
        marketplace.mint_token(product_code="x", customer_aws_account_id="y")


def test_a_bug_is_answered_as_a_problem(caplog: pytest.LogCaptureFixture) -> None:
    with Marketplace() as marketplace:
        marketplace.world.store.connection.exec_driver_sql("ALTER TABLE buyers RENAME COLUMN name TO called")
        answer = marketplace.respond(HttpRequest("GET", "/_emulator/buyers", {"host": "localhost"}))
        assert (answer.status, answer.header("content-type")) == (500, "application/problem+json")
        assert "this is a bug in the emulator" in json.loads(answer.body)["detail"]
        with pytest.raises(Refused, match="this is a bug in the emulator; its log says what failed"):
            marketplace.buyers()
    assert "GET /_emulator/buyers failed" in caplog.text


def test_a_full_disk_is_not_a_bug_and_nothing_changes() -> None:
    with Marketplace() as marketplace:
        before = marketplace.buyers()
        driver = marketplace.world.store.connection
        pages = driver.exec_driver_sql("PRAGMA page_count").scalar()
        driver.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        refused = None
        for number in range(1000):
            try:
                marketplace.create_buyer(f"{number}-{'x' * 150}")
            except Refused as full:
                refused = full
                break
        assert refused is not None
        assert str(refused).startswith("the store cannot be used: database or disk is full; end the program that")
        assert refused.status == 503
        driver.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert marketplace.buyers()[: len(before)] == before
        assert marketplace.create_buyer("afterwards")["name"] == "afterwards"
