"""The page of faults offers every kind and every error, adds rules, says them in words, counts, and removes them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import msgspec
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from werkzeug.test import Client

from marketplace_emulator import Marketplace, nouns
from marketplace_emulator.console import fault_choices, fault_form
from marketplace_emulator.console.fault_choices import Offered
from marketplace_emulator.console.fault_words import words
from marketplace_emulator.faults import EVERY_KIND, rule
from marketplace_emulator.faults.rule import Scope
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import FORM
from tests.console.form import Form, press, shown

PAGE = "/console/switchboard/faults"
CARDS: list[Offered] = [each for group in fault_choices.groups() for each in (*group.cards, *group.rare)]
NEEDED = {"missing-members": {"missing_members": "CustomerAWSAccountId, LicenseArn"}}
"""What a person must say of a card beside choosing it."""


@pytest.fixture
def browser(marketplace: Marketplace) -> Client:
    """A browser, on a world without faults."""
    marketplace.clear_faults()
    return Client(Wsgi(marketplace.site))


def added(browser: Client, marketplace: Marketplace, what: str, **fields: str) -> dict[str, Any]:
    """Choose a card, fill in the form, press Add, and return the rule."""
    form = Form(shown(browser, f"{PAGE}?what={what}"), PAGE)
    assert fields.keys() <= form.fields.keys(), "a browser sends the fields of the form alone"
    page = press(browser, PAGE, form.fields | fields)
    rule = dict(marketplace.faults()[-1])
    assert f'id="{rule["fault_id"]}"' in page.text
    return rule


def test_every_kind_and_every_error_has_a_card(browser: Client) -> None:
    assert {each.kind for each in CARDS} == {*EVERY_KIND}
    assert {each.settings["error"] for each in CARDS if each.kind == "error"} == rule.known_errors()
    assert len({each.name for each in CARDS}) == len(CARDS)
    links = {unescape(each) for each in re.findall(r'href="\?what=([^"#&]*)', shown(browser, PAGE))}
    assert links == {each.name for each in CARDS}


def test_every_card_is_added_in_three_clicks(browser: Client, marketplace: Marketplace) -> None:
    for card in CARDS:
        member = fault_form.PLACE[card.is_of_messages]
        places = Form(shown(browser, f"{PAGE}?what={card.name}"), PAGE).choices[member]
        for place in (places[0], "ResolveCustomer" if card.name in NEEDED else places[-1]):
            written = added(browser, marketplace, card.name, **NEEDED.get(card.name, {}), **{member: place})["rule"]
            assert card.settings.items() <= written.items()
            assert written.get(member, "") == place
            assert words(written).title == card.title
        marketplace.clear_faults()


def test_what_was_added_happens_and_is_counted(browser: Client, marketplace: Marketplace) -> None:
    fault = added(browser, marketplace, "ThrottlingException", operation="ResolveCustomer", times="1")
    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}))
    token = marketplace.mint_token()
    with pytest.raises(ClientError, match="ThrottlingException"):
        client.resolve_customer(RegistrationToken=token)
    client.resolve_customer(RegistrationToken=token)
    row = shown(browser, PAGE).partition(f'id="{fault["fault_id"]}"')[2]
    assert re.findall(r"<dt>(\w+)</dt><dd[^>]*>(\d+)</dd>", row)[:2] == [("seen", "2"), ("applied", "1")]


def test_a_rule_that_can_change_nothing_any_more_is_over(browser: Client, marketplace: Marketplace) -> None:
    token = marketplace.mint_token()
    once = added(browser, marketplace, "ThrottlingException", token=token, times="1")["fault_id"]
    first = added(browser, marketplace, "slow", latency="0s", on_call="1")["fault_id"]
    soon = added(browser, marketplace, "slow", latency="0s", until="now+1h")["fault_id"]
    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}))

    def rows() -> dict[str, str]:
        page = shown(browser, PAGE)
        return {each: page.partition(f'id="{each}"')[2].partition("</li>\n<li id")[0] for each in (once, first, soon)}

    assert not [each for each, row in rows().items() if ">over<" in row]
    with pytest.raises(ClientError, match="ThrottlingException"):
        client.resolve_customer(RegistrationToken=token)
    assert [each for each, row in rows().items() if ">over<" in row] == [once, first]
    marketplace.clock.advance("1h")
    assert all(">over<" in row for row in rows().values())
    assert token[:12] in rows()[once]
    assert token not in rows()[once]


def test_all_limits_can_be_given(browser: Client, marketplace: Marketplace) -> None:
    buyer, agreement = marketplace.buyers()[0], marketplace.agreements()[0]
    given = {
        "customer_aws_account_id": buyer["customer_aws_account_id"],
        "customer_identifier": buyer["customer_identifier"],
        "agreement_id": agreement["agreement_id"],
        "license_arn": agreement["license_arn"],
        "product_code": agreement["product_code"],
        "token": "true",
        "dimension": "5",
        "account": "111122223333",
        "region": "eu-central-1",
        "on_call": "3",
        "times": "2",
        "probability": "0.25",
        "seed": "7",
        "until": "2037-01-31T12:00:00Z",
    }
    form = Form(shown(browser, f"{PAGE}?what=slow"), PAGE)
    assert given.keys() == form.fields.keys() - {"what", "operation", "latency"}
    of_tokens = {name: value for name, value in given.items() if name not in ("dimension",)}
    written = added(browser, marketplace, "slow", latency="250ms", operation="ResolveCustomer", **of_tokens)["rule"]
    assert written == {
        "operation": "ResolveCustomer",
        "latency": "250ms",
        **of_tokens,
        "on_call": 3,
        "times": 2,
        "probability": 0.25,
        "seed": 7,
    }
    text = " ".join(words(written).limits)
    assert all(str(each) in text for each in ("250ms", *of_tokens.values()) if each != "3") and "3rd" in text


def test_every_member_of_a_rule_can_be_limited() -> None:
    of_forms = {field.name for each in CARDS for field in fault_form.limits(each, {}, fault_form.Known())}
    assert of_forms == {*Scope.__struct_fields__, *nouns.NAMES} - {"operation", "event"}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("slow", {"latency": "2"}, {"latency": 2}),
        (
            "slow",
            {"latency": '{"spread": "uniform", "least": 1, "most": 2}'},
            {"latency": {"spread": "uniform", "least": 1.0, "most": 2.0}},
        ),
        ("unprocessed-but-billed", {"unprocessed": "3"}, {"unprocessed": 3, "work": "done"}),
        ("stale-message", {"old_message": "subscribe-success"}, {"old_message": "subscribe-success"}),
        ("unknown-members", {"extra_members": '{"Region": "here"}'}, {"extra_members": {"Region": "here"}}),
        ("missing-members", {"missing_members": "ProductCode"}, {"missing_members": ["ProductCode"]}),
        ("ThrottlingException", {"message": "5", "status": "429"}, {"error": "ThrottlingException", "message": "5"}),
        ("two-at-once", {"gate": "5", "at_most": "1s"}, {"gate": 5, "at_most": "1s"}),
    ],
)
def test_settings_are_read_as_their_types_take_them(
    browser: Client, marketplace: Marketplace, kind: str, text: dict[str, str], value: dict[str, Any]
) -> None:
    assert value.items() <= added(browser, marketplace, kind, **text)["rule"].items()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"what": "slow", "latency": "soon"}, "soon"),
        ({"what": "slow", "times": "many"}, "times is"),
        ({"what": "slow", "operation": "ResolveCostumer"}, "did you mean"),
        ({"what": "slow", "operation": "GetEntitlements", "token": "t"}, "never fire"),
        ({"what": "missing-members"}, "exactly one of"),
        ({"what": "slo"}, "did you mean"),
        ({}, "there is no fault to choose"),
        ({"what": "late-message", "event": "<b>"}, "not a type of event"),
    ],
)
def test_a_wrong_rule_is_refused_with_the_reason(
    browser: Client, marketplace: Marketplace, fields: dict[str, str], told: str
) -> None:
    answer = browser.post(PAGE, data=fields, headers=FORM)
    assert answer.status_code in (404, 422) and told in unescape(answer.text) and "<b>" not in answer.text
    assert marketplace.faults() == []


def test_one_rule_is_removed_and_then_all(browser: Client, marketplace: Marketplace) -> None:
    first, second = (added(browser, marketplace, each) for each in ("slow", "late-message"))
    press(browser, f"{PAGE}/{first['fault_id']}/remove")
    assert [each["fault_id"] for each in marketplace.faults()] == [second["fault_id"]]
    assert "those of your fixture files" in shown(browser, PAGE), "the second press, after what it does was told"
    press(browser, f"{PAGE}/clear")
    assert marketplace.faults() == [] and "No faults are in force" in shown(browser, PAGE)


def test_the_words_work_after_all_rules_were_removed(marketplace: Marketplace) -> None:
    browser = Client(Wsgi(marketplace.site))
    before = marketplace.faults()
    added(browser, marketplace, "slow")
    press(browser, f"{PAGE}/clear")
    assert marketplace.faults() == before
    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}))
    with pytest.raises(ClientError, match="ThrottlingException"):
        client.resolve_customer(RegistrationToken="throttled")


def test_another_page_can_lead_to_a_rule_about_its_agreement(browser: Client, marketplace: Marketplace) -> None:
    found = marketplace.agreements()[0]["agreement_id"]
    page = shown(browser, f"{PAGE}?agreement_id={found}&operation=ResolveCustomer")
    link = re.search(r'href="(\?what=slow[^"#]*)', page)
    assert link is not None
    form = Form(shown(browser, PAGE + unescape(link[1])), PAGE).fields
    assert (form["agreement_id"], form["operation"]) == (found, "ResolveCustomer")


def test_words_that_fail_stand_apart_and_a_rule_of_ones_own_does_not(marketplace: Marketplace) -> None:
    browser = Client(Wsgi(marketplace.site))
    before, _, of_words = shown(browser, PAGE).partition("rules for tokens that every world has")
    assert "No faults are in force" in before and of_words.count('class="rule"') == len(marketplace.faults())
    fault = marketplace.add_fault(token="mine", hang=True)
    assert f'id="{fault["fault_id"]}"' in shown(browser, PAGE).partition("rules for tokens that every world has")[0]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_rule_with_settings_that_no_card_has_is_described(kind: str) -> None:
    other: dict[str, Any] = {
        "latency": {"spread": "normal", "mean": 1, "deviation": 1},
        "gate": 7,
        "truncate": 3,
        "extra_members": {"<b>": 1},
        "missing_members": ["ProductCode"],
        "unprocessed": 2,
        "delay": "1d",
        "duplicate": 3,
        "reorder": 2,
        "old_message": "subscribe-success",
        "unknown_type": "News",
    }
    for card in (each for each in CARDS if each.kind == kind):
        settings = {**card.settings, **({kind: other[kind]} if kind in other else {})}
        told = words(settings)
        assert told.title and told.what
        if kind in other:
            value = other[kind]
            written = value if isinstance(value, str) else msgspec.json.encode(value).decode()
            assert written in " ".join(told.limits)
