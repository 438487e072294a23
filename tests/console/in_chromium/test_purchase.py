"""A person buys in the browser and registers with the example seller: in both generations, with keys alone, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from marketplace_emulator import Remote
from tests.console.in_chromium.chromium import NO_SCRIPT
from tests.console.in_chromium.conftest import OpenPage
from tests.console.in_chromium.health import healthy
from tests.console.in_chromium.keyboard import press, tab_to
from tests.console.in_chromium.purchase import new_buyer, radio, set_up, sign_up, subscribe

GENERATIONS = {"legacy": "tidewater-analytics", "concurrent": "harbor-backup"}


@pytest.mark.parametrize("generation", GENERATIONS)
def test_buyer_subscribes_registers_and_uses_the_product(page: Page, remote: Remote, generation: str) -> None:
    buyer = new_buyer()
    agreement = subscribe(page, GENERATIONS[generation], buyer)
    seller = set_up(page)
    sign_up(seller, buyer)
    assert asked(remote, agreement) == [("ResolveCustomer", "ok")]
    expect(page.get_by_role("row", name="Fresh")).to_be_visible()
    seller.get_by_role("button", name="Use it").click()
    seller.get_by_role("button", name="Report the usage to AWS").click()
    expect(seller.get_by_text("taken by AWS")).to_be_visible()
    assert asked(remote, agreement) == [("ResolveCustomer", "ok"), ("BatchMeterUsage", "ok")]
    healthy(page)


def test_purchase_needs_no_mouse(page: Page, remote: Remote) -> None:
    buyer = new_buyer()
    page.goto("/")
    press(page, page.get_by_role("link", name="harbor-backup"))
    tab_to(page, page.get_by_label("Name of the new buyer"))
    page.keyboard.type(buyer)
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/set-up/*")
    tab_to(page, radio(page, "Fresh"))
    page.keyboard.press("ArrowDown")
    expect(radio(page, "Expired")).to_be_checked()
    page.keyboard.press("ArrowUp")
    with page.expect_popup() as opened:
        press(page, page.get_by_role("button", name="Set up your account"))
    seller = opened.value
    tab_to(seller, seller.get_by_label("Name"))
    seller.keyboard.type(buyer)
    tab_to(seller, seller.get_by_label("E-mail"))
    seller.keyboard.type("me@example.com")
    seller.keyboard.press("Enter")
    expect(seller.get_by_role("heading", level=1)).to_have_text(f"You are all set, {buyer}")
    assert asked(remote, page.url.rpartition("/")[2]) == [("ResolveCustomer", "ok")]


def test_purchase_needs_no_scripts(open_page: OpenPage, remote: Remote) -> None:
    page, buyer = open_page(**NO_SCRIPT), new_buyer()
    agreement = subscribe(page, "harbor-backup", buyer)
    seller = set_up(page)
    seller.get_by_role("button", name="Continue").click()
    sign_up(seller, buyer)
    assert asked(remote, agreement) == [("ResolveCustomer", "ok")]
    page.reload()
    expect(page.get_by_role("row", name="Fresh")).to_be_visible()


def asked(remote: Remote, agreement: str) -> list[tuple[str, str]]:
    """List the seller's calls about the buyer of the agreement, and how AWS answered."""
    account = remote.agreement(agreement)["customer_aws_account_id"]
    exchanges = remote.exchanges(customer_aws_account_id=account)
    return [(str(each["operation"]), each["outcome"]) for each in exchanges]
