"""A person finds what an identifier belongs to as a log shows it: whole, shortened, a part of it, or in a line of junk."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote, urldefrag

import pytest
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.console.findable import FINDABLE
from marketplace_emulator.serving.request_reader import HEAD_LIMIT
from marketplace_emulator.serving.wsgi import Wsgi
from marketplace_emulator.store.database import METADATA
from tests.console.browser import BROWSER

FORGED = "Zm9yZ2Vk" * 20


@pytest.fixture(scope="module")
def world() -> Iterator[Marketplace]:
    """A world in which every findable noun is there."""
    with Marketplace() as marketplace:
        marketplace.clock.freeze()
        code = marketplace.create_product(
            "Lighthouse logs", dimensions=[{"key": "lamps", "types": ["ExternallyMetered"]}]
        )["product_code"]
        marketplace.create_offer("private lighthouse", product_code=code, free_trial_days=7)
        marketplace.subscribe(lambda _: None, product_code=code)
        buyer = marketplace.create_buyer("Keeper & Sons")["customer_aws_account_id"]
        agreement = marketplace.accept_agreement(product_code=code, customer_aws_account_id=buyer, name="keepers lamps")
        token = marketplace.mint_token(agreement["agreement_id"])
        marketplace.add_fault(error="ThrottlingException", operation="MeterUsage")
        aws = marketplace.client("meteringmarketplace")
        aws.resolve_customer(RegistrationToken=token)
        with pytest.raises(aws.exceptions.InvalidTokenException):
            aws.resolve_customer(RegistrationToken=FORGED)
        usage = {
            "Timestamp": marketplace.clock.now(),
            "CustomerAWSAccountId": buyer,
            "LicenseArn": agreement["license_arn"],
            "Dimension": "lamps",
            "Quantity": 3,
        }
        aws.batch_meter_usage(UsageRecords=[usage])
        marketplace.clock.advance("1m")
        yield marketplace


@pytest.fixture(scope="module")
def identifiers(world: Marketplace) -> dict[str, tuple[str, str]]:
    """Every kind of identifier, each with the path to which it leads."""
    product = next(each for each in world.products() if each["name"] == "Lighthouse logs")
    agreement = next(each for each in world.agreements() if each["name"] == "keepers lamps")
    buyer = next(each for each in world.buyers() if each["name"] == "Keeper & Sons")
    offer = next(each for each in world.offers() if each["name"] == "private lighthouse")
    token = next(each for each in world.tokens(full=True) if each["agreement_id"] == agreement["agreement_id"])
    call = world.exchanges(operation="ResolveCustomer", outcome="ok")[-1]
    record = world.metering_records()[-1]
    event = next(each for each in world.events() if each["agreement_id"] == agreement["agreement_id"])
    page, shop = f"/console/agreements/{agreement['agreement_id']}", f"/console/buy/{product['product_code']}"
    buyers = f"/console/agreements?buyer={buyer['customer_aws_account_id']}"
    return {
        "token": (token["token"], page),
        "agreement": (agreement["agreement_id"], page),
        "license": (agreement["license_arn"], page),
        "agreement's-name": (agreement["name"], page),
        "buyer": (buyer["customer_aws_account_id"], buyers),
        "customer": (buyer["customer_identifier"], buyers),
        "buyer's-name": (buyer["name"], buyers),
        "product": (product["product_code"], shop),
        "product's-id": (product["product_id"], shop),
        "product's-name": (product["name"], shop),
        "offer": (offer["offer_id"], shop),
        "dimension": ("lamps", shop),
        "request-id": (call["request_id"], f"/console/exchanges/{call['id']}"),
        "number": (str(call["id"]), f"/console/exchanges/{call['id']}"),
        "event": (event["event_id"], f"{page}/messages/{event['event_id']}"),
        "record": (str(record["metering_record_id"]), f"{page}#usage"),
        "fault": (world.faults()[0]["fault_id"], f"/console/switchboard/faults#{world.faults()[0]['fault_id']}"),
        "subscription": (world.subscriptions()[0]["subscription_id"], "/console/timeline"),
        "access-key": ("AKIAMARKETPLACELOCAL", "/console/timeline"),
        "forged-token": (FORGED, f"/console/exchanges/{world.exchanges(outcome='InvalidTokenException')[0]['id']}"),
    }


KINDS = (
    "token agreement license agreement's-name buyer customer buyer's-name product product's-id product's-name offer "
    "dimension request-id number event record fault subscription access-key forged-token"
)


def links(world: Marketplace, text: str) -> set[str]:
    """Search for a text, and return the links of the finds."""
    answer = Client(Wsgi(world.site)).get(f"/console/search?q={quote(text)}", headers=BROWSER)
    assert answer.status_code == 200, answer.text
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return {html.unescape(each.partition('"')[0]) for each in main.split('<a href="')[1:]}


def test_the_kinds_are_all(identifiers: dict[str, tuple[str, str]]) -> None:
    assert set(KINDS.split()) == set(identifiers)


@pytest.mark.parametrize("kind", KINDS.split())
def test_an_identifier_leads_to_its_page(
    world: Marketplace, identifiers: dict[str, tuple[str, str]], kind: str
) -> None:
    text, page = identifiers[kind]
    assert page in links(world, text)
    assert page in links(world, f'  "{text}", ')


@pytest.mark.parametrize("kind", KINDS.split())
def test_every_link_leads_to_a_page_that_has_it(
    world: Marketplace, identifiers: dict[str, tuple[str, str]], kind: str
) -> None:
    browser = Client(Wsgi(world.site))
    for each in links(world, identifiers[kind][0]):
        path, fragment = urldefrag(each)
        answer = browser.get(path, headers=BROWSER)
        assert answer.status_code == 200, each
        assert f'id="{unquote(fragment)}"' in answer.text or not fragment, each


LINES = (
    "RequestId: {}",
    "2026-11-29T09:12:33.120Z INFO [worker-3] GET /customers?id={}&plan=pro 200 in 12ms",
    '{{"level":"error","customer":"{}","message":"no such customer"}}',
    "x=({}).",
)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("kind", [each for each in KINDS.split() if "name" not in each and each != "number"])
def test_an_identifier_is_found_in_a_line_of_a_log(
    world: Marketplace, identifiers: dict[str, tuple[str, str]], kind: str, line: str
) -> None:
    text, page = identifiers[kind]
    assert page in links(world, line.format(text))


@pytest.mark.parametrize(
    "written",
    [
        lambda token: f"{token[:12]}…",
        lambda token: f"{token[:12]}...",
        lambda token: f"{token[:6]}...{token[-6:]}",
        lambda token: f"token={token[:8]}****",
        lambda token: f"…{token[-10:]}",
        lambda token: quote(token, safe=""),
        lambda token: quote(quote(token, safe=""), safe=""),
        lambda token: json.dumps({"RegistrationToken": token}).replace("/", "\\/"),
        lambda token: json.dumps(json.dumps({"RegistrationToken": token})),
        lambda token: token.replace("+", "\\u002b"),
        lambda token: f"{token[:40]}\u200b{token[40:]}",
        lambda token: token.replace("+", " "),
        lambda token: f"https://seller.example/?x-amzn-marketplace-token={quote(token, safe='')}&next=/",
    ],
)
def test_a_token_is_found_as_logs_write_it(
    world: Marketplace, identifiers: dict[str, tuple[str, str]], written: object
) -> None:
    token, page = identifiers["token"]
    assert callable(written)
    assert page in links(world, written(token))


@pytest.mark.parametrize(("kind", "start", "end"), [("license", 47, None), ("agreement", 0, 12), ("request-id", 0, 13)])
def test_a_part_is_enough(
    world: Marketplace, identifiers: dict[str, tuple[str, str]], kind: str, start: int, end: int | None
) -> None:
    text, page = identifiers[kind]
    assert page in links(world, text[start:end])
    assert page in links(world, text[start:end].upper())


def test_all_identifiers_of_a_line_are_found(world: Marketplace, identifiers: dict[str, tuple[str, str]]) -> None:
    token, page = identifiers["token"]
    request, exchange = identifiers["request-id"]
    product, shop = identifiers["product"]
    line = f"ERROR request={request} token={token[:12]}... product={product[:20]}… (retry 2)"
    assert {page, exchange, shop} <= links(world, line)


def test_what_is_exact_hides_what_only_contains_it(world: Marketplace) -> None:
    world.create_buyer("Keeper & Sons of Skye")
    assert len({each for each in links(world, "Keeper & Sons") if "buyer" in each}) == 1
    assert len({each for each in links(world, "keeper & so") if "buyer" in each}) == 2


def test_a_word_that_only_an_exchange_has_leads_to_it(world: Marketplace) -> None:
    found = links(world, "UnknownCustomer-4711")
    assert not found
    aws = world.client("marketplace-entitlement")
    aws.get_entitlements(
        ProductCode=world.products()[0]["product_code"], Filter={"CUSTOMER_IDENTIFIER": ["unknown-4711"]}
    )
    assert any(each.startswith("/console/exchanges/") for each in links(world, "unknown-4711"))


@pytest.mark.parametrize(
    "text", ["", " ", "zzzzzz-no-such-thing", "%", "'", '" OR 1=1 --', "\0", "…", "....", "_", "\\"]
)
def test_what_is_not_found_is_told_with_what_can_be_searched_for(world: Marketplace, text: str) -> None:
    answer = Client(Wsgi(world.site)).get(f"/console/search?q={quote(text)}", headers=BROWSER)
    assert answer.status_code == 200
    assert "What you can search for" in answer.text
    assert all(html.escape(each.says, quote=False).replace("'", "&#39;") in answer.text for each in FINDABLE)


@pytest.mark.parametrize(
    "text", ["x" * 30_000, "word " * 20_000, "%25" * 5_000, "a=" * 10_000, "…" * 10_000, "💥" * 3_000]
)
def test_a_giant_text_is_answered_with_a_page(world: Marketplace, text: str) -> None:
    answer = Client(Wsgi(world.site)).get(f"/console/search?q={quote(text)}", headers=BROWSER)
    assert answer.status_code == 200
    assert len(answer.data) < 100_000


NOT_FOUND_BY = {
    "proposer_account",
    "resale_authorization_id",
    "initial_agreement_id",
    "previous_agreement_id",
    "client_token",
    "proposer_name",
}
"""Identifiers of other companies, and of agreements under another name. What has them is found in the text of exchanges."""


def test_every_identifier_of_a_table_can_be_searched_for() -> None:
    ends = ("_id", "_arn", "_code", "_identifier", "_name", "token")
    searched = {column for each in FINDABLE for column in each.by}
    there = {column.name for table in METADATA.sorted_tables for column in table.c if column.name.endswith(ends)}
    assert there - searched == NOT_FOUND_BY & there


def test_no_text_in_the_field_makes_a_head_that_the_server_refuses(world: Marketplace) -> None:
    page = Client(Wsgi(world.site)).get("/console/search", headers=BROWSER).text
    fields = re.findall(r'<input type="search"[^>]*maxlength="(\d+)"', page)
    assert len(fields) == 2
    assert all(len(quote("€" * int(each))) + 8_000 < HEAD_LIMIT for each in fields)
