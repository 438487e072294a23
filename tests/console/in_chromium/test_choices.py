"""Each choice at "Set up your account" does to the example seller what its line says, and the console shows it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from marketplace_emulator import Remote
from marketplace_emulator.console.token_choices import CHOICES
from tests.console.in_chromium.purchase import new_buyer, set_up, sign_up, subscribe

SELLER_SAYS = {
    "hanging": "One step left",  # first: the seller asks again after some seconds
    "fresh": "One step left",
    "expired": "This registration link has expired",
    "forged": "This registration link is not valid",
    "other-product": "This is the link of another product",
    "throttled": "AWS Marketplace is busy",
    "lost-answer": "One step left",
    "used": "You are all set, {}",
}


def test_each_choice_leads_to_the_sellers_right_page(page: Page, remote: Remote) -> None:
    assert set(SELLER_SAYS) == set(CHOICES)
    buyer = new_buyer()
    agreement = subscribe(page, "harbor-backup", buyer)
    tabs = {choice: set_up(page, CHOICES[choice].title) for choice in SELLER_SAYS if choice != "used"}
    for choice, tab in tabs.items():
        expect(tab.get_by_role("heading", level=1), choice).to_have_text(SELLER_SAYS[choice])
    sign_up(tabs["fresh"], buyer)
    tabs["used"] = set_up(page, CHOICES["used"].title)
    expect(tabs["used"].get_by_role("heading", level=1)).to_have_text(SELLER_SAYS["used"].format(buyer))
    sent = remote.handovers(agreement_id=agreement)
    assert [each["choice"] for each in sent] == list(SELLER_SAYS)
