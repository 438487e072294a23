"""The example seller's own pages in a real browser: healthy in each look, from the registration to the end."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from marketplace_emulator import Remote
from tests.console.in_chromium.chromium import DARK, DESK, NARROW
from tests.console.in_chromium.conftest import OpenPage
from tests.console.in_chromium.health import findings
from tests.console.in_chromium.watch import Watch
from tests.serving import Served, serving

LOOKS = {"light": DESK, "narrow": NARROW, "dark": DARK}


@pytest.fixture(scope="module")
def beside() -> Iterator[Served]:
    """An emulator with the seller beside it, whose clock these tests may move."""
    with serving("--with-example-seller") as served:
        yield served


def healthy_in_each_look(page: Page) -> None:
    found = {}
    for name, look in LOOKS.items():
        page.emulate_media(color_scheme=look["color_scheme"])
        page.set_viewport_size(look["viewport"])
        if told := findings(page):
            found[name] = told
    assert found == {}, page.url


def post(page: Page, url: str, fields: dict[str, str]) -> None:
    """Post a form from another site, as AWS Marketplace's page does."""
    inputs = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())
    page.set_content(f'<form method="post" action="{url}">{inputs}<button>Set up your account</button></form>')
    page.get_by_role("button").click()


def bought(remote: Remote) -> Any:
    [code] = [each["product_code"] for each in remote.products() if each["name"] == "harbor-backup"]
    return remote.accept_agreement(product_code=code, customer_aws_account_id="432109876543")


def test_failures(open_page: OpenPage, watch: Watch, beside: Served) -> None:
    watch.allow_seller(beside.seller)
    page = open_page()
    for token, said in (("expired", "has expired"), ("drop", "did not answer")):
        post(page, beside.seller, {"x-amzn-marketplace-token": token})
        expect(page.get_by_role("heading", level=1)).to_contain_text(said)
        healthy_in_each_look(page)


def test_a_customers_way(open_page: OpenPage, watch: Watch, beside: Served) -> None:
    with beside.connect() as remote:
        watch.allow_seller(beside.seller)
        page = open_page()
        page.goto(beside.seller)
        healthy_in_each_look(page)
        agreement = bought(remote)["agreement_id"]
        post(page, beside.seller, remote.registration_form(agreement))
        expect(page.get_by_role("heading", name="One step left")).to_be_visible()
        healthy_in_each_look(page)
        page.get_by_label("Name").fill("Ada Lovelace")
        page.get_by_label("E-mail").fill("ada@example.com")
        page.get_by_role("button", name="Sign up").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are all set, Ada Lovelace")
        for _ in range(2):
            page.get_by_role("button", name="Use it").click()
        page.get_by_role("button", name="Report the usage to AWS").click()
        expect(page.get_by_role("table")).to_contain_text("taken by AWS")
        healthy_in_each_look(page)
        for moment, said in (("0s", "Ending"), ("1h", "Ended")):
            if moment == "0s":
                remote.cancel_agreement(agreement)
            remote.clock.advance(moment)
            page.reload()
            expect(page.get_by_role("main")).to_contain_text(said)
            healthy_in_each_look(page)
