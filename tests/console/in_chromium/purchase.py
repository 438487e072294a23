"""What a buyer does: subscribe to a product, set up an account, and sign up with the example seller."""

from __future__ import annotations

import itertools
import os
import re

from playwright.sync_api import Locator, Page, expect

_numbers = itertools.count(1)


def new_buyer() -> str:
    """Make up the name of a buyer whom no other test knows."""
    return f"buyer-{os.getpid()}-{next(_numbers)}"


def subscribe(page: Page, product: str, buyer: str) -> str:
    """Begin at the home page, subscribe as a new buyer, and return the agreement's id; the page is that of the set-up."""
    page.goto("/")
    page.get_by_role("link", name=product).click()
    page.get_by_label("Name of the new buyer").fill(buyer)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your account")
    return page.url.rpartition("/")[2]


def radio(page: Page, choice: str) -> Locator:
    """Find the button of a choice by its title, with which its name begins."""
    return page.get_by_role("radio", name=re.compile(f"^{choice}"))


def set_up(page: Page, choice: str = "Fresh") -> Page:
    """Choose what the seller gets, press the button, and return the tab in which the seller's page opens."""
    page.bring_to_front()  # a tab behind another is seldom drawn, and Playwright waits for that
    radio(page, choice).check()
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Set up your account").click()
    return opened.value


def sign_up(seller: Page, buyer: str) -> None:
    """Tell the seller who one is; the page is that of the account."""
    seller.get_by_label("Name").fill(buyer)
    seller.get_by_label("E-mail").fill(f"{buyer}@example.com")
    seller.get_by_role("button", name="Sign up").click()
    expect(seller.get_by_role("heading", level=1)).to_have_text(f"You are all set, {buyer}")
