"""A button that copies says so for a moment, however often it is pressed."""

from __future__ import annotations

from playwright.sync_api import expect

from marketplace_emulator import Remote
from tests.console.in_chromium.chromium import CLIPBOARD
from tests.console.in_chromium.conftest import OpenPage


def test_a_button_that_was_pressed_twice_says_copy_again(open_page: OpenPage, remote: Remote) -> None:
    page, product = open_page(**CLIPBOARD), remote.products()[0]["product_code"]
    page.clock.install()
    page.goto(f"/console/buy/{product}")
    button = page.locator("button[data-copy]").first
    for _ in range(2):
        button.click()
        assert page.evaluate("navigator.clipboard.readText()") == product
        expect(button).to_have_text("Copied")
    page.clock.run_for(5000)
    expect(button).to_have_text("Copy")
    page.clock.run_for(5000)
    expect(button).to_have_text("Copy")
