"""Where the page of a registered buyer leads, and whether an address there that names the customer is believed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from urllib.parse import urlencode, urljoin

import httpx

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import Browser
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.disguise import renamed
from marketplace_contracts.driving.reach import tls_for
from marketplace_contracts.look import Look
from marketplace_contracts.page import refreshed_to
from marketplace_contracts.same_site import is_loopback, same_site
from marketplace_contracts.signup_form import expect_own, sign_up
from marketplace_contracts.story import NotVerified, short
from marketplace_contracts.visit import Visit

NUMBER = re.compile(r"(?<![\w.-])\d{1,9}(?![\w.-])")
"""A small number by itself, such as a database's row number."""
NOBODY = "987654321"
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\]+")


def ways_on(answer: Answer) -> list[str]:
    """Return the addresses to which the last page sends the browser or leads the buyer, those of scripts too if they are whole."""
    last = answer.last
    found = dict.fromkeys(urljoin(last.url, each) for each in _led_to(answer) if each)
    return [each for each in found if each.startswith(("http://", "https://")) and each != last.url]


def _led_to(answer: Answer) -> Iterator[str]:
    last, page = answer.last, answer.page
    yield last.elsewhere
    yield from (refreshed_to(last.header("refresh")), page.refresh)
    yield from page.links
    yield from (
        f"{form.action}?{urlencode(form.fields)}" for form in page.forms if form.method == "get" and form.fields
    )
    yield from (html.unescape(each) for each in _ADDRESS.findall(last.text))


def expect_not_believed(case: Case, mine: Buyer, other: Buyer, answers: tuple[Answer, Answer]) -> None:
    """Demand that an address on the buyer's page that names the buyer signs nobody up for the other buyer if it names that one.

    `answers` are the buyer's and the other's. Note as missing what the kit cannot try.
    """
    numbered = {NUMBER.sub("#", each): each for each in ways_on(answers[1])}
    for address in ways_on(answers[0]):
        names = [
            *zip(mine.identifiers, other.identifiers, strict=True),
            *numbers(address, numbered.get(NUMBER.sub("#", address), "")),
        ]
        for one, another in names:
            if one and renamed(address, one, another) != renamed(address, one, one):
                _expect_unbelieved(case, mine, other, address, (one, another))


def numbers(mine: str, theirs: str) -> list[tuple[str, str]]:
    """Return the pairs of numbers in which two otherwise equal addresses differ."""
    if NUMBER.sub("#", mine) != NUMBER.sub("#", theirs):
        return []
    pairs = zip(NUMBER.findall(mine), NUMBER.findall(theirs), strict=True)
    return [(one, another) for one, another in pairs if one != another]


def _expect_unbelieved(case: Case, mine: Buyer, other: Buyer, address: str, names: tuple[str, str]) -> None:
    kit, (one, another) = case.kit, names
    number = bool(NUMBER.fullmatch(one))
    doubt = f"the page of a registered buyer leads to {short(address)}, which has the customer's {'number' if number else 'name'}"
    if not same_site(address, kit.subject.url) and not is_loopback(address):
        kit.findings.miss(
            f"{doubt}; that is another server, where the kit does not go; put another customer's into the address, and see "
            "whether that opens the other customer's account or sign-up"
        )
        return
    browser = _browser_for(case, address)
    opened = _at_address(case, browser, renamed(address, one, another))
    if opened.answer.failure:
        kit.findings.miss(f"{doubt}; {opened.answer.failure}, so the kit cannot try another customer's")
        return
    if kit.session.failed(opened.answer):
        return
    expect_no_signup(case, browser, opened.answer, mine, other)
    strangers = (NOBODY, NOBODY) if number else (one[::-1], one[::-1].swapcase())
    nobody = [_at_address(case, _browser_for(case, address), renamed(address, one, each)).answer for each in strangers]
    if not number and not Look.of(*nobody).shows(opened.answer):  # pages for anybody have numbers, too
        kit.findings.miss(
            f"{doubt}; with another customer's it opens a page, and the kit cannot tell whether that is more than a login"
        )


def expect_no_signup(case: Case, browser: Browser, opened: Answer, mine: Buyer, other: Buyer) -> None:
    """Demand that the sign-up on a page to which an address led is not that of the other buyer.

    The page may look the same for everybody, so only what is stored tells.
    """
    email = case.kit.buyers.new_email()
    with suppress(NotVerified):
        signed_up = sign_up(case, browser, opened, email)
        if not case.kit.session.failed(signed_up.answer) and case.watch().of([email]) is None:
            case.kit.findings.miss(
                "an address that names another buyer opens a form, and without the stored accounts the kit cannot tell whom "
                "that signs up; give --accounts"
            )
    expect_own(case, mine, [other], email, "an address alone signs nobody up for another buyer's account")


def _browser_for(case: Case, address: str) -> Browser:
    browser = case.browser()
    if same_site(address, case.kit.subject.url):
        return browser
    connections = partial(httpx.HTTPTransport, verify=tls_for(address), trust_env=False)
    return Browser(connections, address, patience=case.kit.settings.patience, seen=browser.seen)


def _at_address(case: Case, browser: Browser, address: str) -> Visit:
    return case.visit(lambda: browser.get(address), {})
