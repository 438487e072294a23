"""How the kit recognises stack traces and answers, and what it reads in stored entries."""

from __future__ import annotations

import json
import random
import secrets
from urllib.parse import quote

import pytest
from hypothesis import find, settings
from hypothesis.errors import NoSuchExample

from marketplace_contracts import strategies
from marketplace_contracts.accounts_source import listed
from marketplace_contracts.answer import Answer, Hop
from marketplace_contracts.changes import changes, grant
from marketplace_contracts.entry import Entry
from marketplace_contracts.look import Look
from marketplace_contracts.story import NotVerified
from marketplace_contracts.traces import find_trace


@pytest.mark.parametrize(
    "text",
    [
        'Traceback (most recent call last):\n  File "x.py", line 1, in f',
        "Error: no\n    at register (/srv/app/server.js:10:5)",
        "java.lang.IllegalStateException\n\tat com.shop.Main.register(Main.java:12)",
        "goroutine 1 [running]:",
        '<br />\n<b>Warning</b>:  Undefined array key "ProductCode" in <b>/srv/shop/register.php</b> on line <b>12</b><br />',
        "PHP Fatal error: Uncaught TypeError: strlen() expects a string in /srv/shop/register.php on line 3",
    ],
)
def test_stack_traces_are_known(text: str) -> None:
    assert find_trace(text)


@pytest.mark.parametrize(
    "text",
    [
        "Meet us at noon.",
        "Look at https://shop.example:8000/ now",
        "line 3, in the middle",
        "Warning: seats are few in this plan; see line 3 on the invoice.",
    ],
)
def test_other_text_is_no_stack_trace(text: str) -> None:
    assert find_trace(text) is None


def onward(location: str) -> Answer:
    return Answer((Hop("POST", "http://shop.example/", "", 303, (("Location", location),), b"", 0.1),))


def test_answers_that_differ_in_a_key_or_a_token_look_alike() -> None:
    tokens = [strategies.aws_token(random.Random(seed)) for seed in range(200)]
    first, *others = [onward(f"/signup?token={quote(token, safe='')}") for token in tokens]
    assert all(Look.of(first).shows(each) for each in others)
    first, *others = [onward(f"/signup/{secrets.token_urlsafe(32)}") for _ in range(200)]
    assert all(Look.of(first).shows(each) for each in others)


def test_answers_that_lead_to_differently_named_pages_do_not_look_alike() -> None:
    site = "https://accounts.shop.example/registration"
    assert not Look.of(onward(f"{site}/completed")).shows(onward(f"{site}/impossible"))


def test_an_entry_is_compared_value_by_value() -> None:
    before = Entry(
        json.dumps(
            {"id": 1, "created_at": "2026-11-24", "credits": 5, "name": "x", "visits": 1, "plans": [{"seats": 2}]}
        )
    )
    after = Entry(
        json.dumps(
            {"id": 2, "created_at": "2026-11-25", "credits": 10, "name": None, "visits": 2, "plans": [{"seats": 3}]}
        )
    )
    found = {each.name: each for each in changes(before, after)}
    assert found["id"].other_id
    assert found["created_at"].created_again
    assert found["credits"].granted
    assert found["seats"].granted
    assert found["name"].lost
    harmless = found["visits"]
    assert not (harmless.granted or harmless.lost or harmless.other_id or harmless.created_again)


@pytest.mark.parametrize("name", ["last_registered_at", "entitlements_checked_at", "licenses_until"])
def test_a_time_that_changes_with_every_visit_is_no_new_creation_or_grant(name: str) -> None:
    (found,) = changes(Entry(json.dumps({name: 1790000000})), Entry(json.dumps({name: 1790000007})))
    assert not (found.granted or found.created_again)


def became(name: str, was: object, now: object) -> str | None:
    return grant(Entry(json.dumps({name: was})), Entry(json.dumps({name: now})))


@pytest.mark.parametrize(
    "name",
    [
        *("credits", "creditBalance", "seat-count", "seats2", "granted_units", "entitledUsers", "bonuses", "licenses"),
        *("usage_to_meter", "meteredHours", "charged", "invoices", "bookings", "mails", "emails_sent", "mail_count"),
        *("outbox_size", "welcomes", "provisionedSpaces", "QUOTA_REMAINING", "active_subscriptions"),
    ],
)
def test_more_of_something_of_value_is_a_grant(name: str) -> None:
    assert became(name, 1, 2)
    assert became(name, [], [{"what": "a thing"}])


@pytest.mark.parametrize(
    "name",
    [
        *("community_size", "endpoint_calls", "seattle_rank", "immigrants", "rechargeable", "parameters", "balancers"),
        *(
            "opportunities",
            "appointments",
            "discredited",
            "license",
            "overcharging",
            "provisional",
            "subscriptions_page",
        ),
        *("email", "mailing", "thumbnails"),
    ],
)
def test_a_word_inside_another_word_is_no_grant(name: str) -> None:
    assert not became(name, 1, 2)
    assert not became(name, [], ["a thing"])


@pytest.mark.parametrize("more", ["who@shop.example", {"email": "who@shop.example", "main": True}])
def test_an_address_is_not_a_mail(more: object) -> None:
    assert not became("emails", [], [more])
    assert not became("contacts", [], [more])


def test_a_mail_to_an_address_is_one() -> None:
    assert became("emails", [], [{"to": "who@shop.example", "subject": "Hello"}])
    assert became("mails", [], [1790000000])


def test_identifiers_are_found_anywhere_in_an_entry() -> None:
    entry = Entry(json.dumps({"a": [{"b": "arn:aws:license-manager::1:license:l-1"}], "c": 210987654321}))
    assert entry.holds(["210987654321"])
    assert entry.holds(["l-1"])
    assert not entry.holds(["l-2", ""])


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, "<h1>Not found</h1>", "answered 404"),
        (200, "<h1>Hello</h1>", "expected 200 and a JSON list"),
        (200, '{"a": 1}', "no list"),
        (200, '{"a": [], "b": []}', "no list"),
        (0, "", "answered nothing"),
    ],
)
def test_a_probe_s_nonsense_is_named(status: int, body: str, said: str) -> None:
    with pytest.raises(NotVerified, match=said):
        listed("/accounts", status, body)


def test_a_list_inside_an_object_is_read() -> None:
    assert listed("/accounts", 200, '{"items": [1, 2], "next": null}') == [1, 2]


def test_no_opaque_token_is_one_that_php_takes_for_no_text() -> None:
    with pytest.raises(NoSuchExample):
        find(strategies.opaque_tokens(), lambda token: token == "0", settings=settings(max_examples=300, database=None))
