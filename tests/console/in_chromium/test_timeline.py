"""The timeline grows while a person reads it, opens to what was sent, and copies it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from marketplace_emulator import Marketplace, Remote
from tests.conftest import Wire
from tests.console.in_chromium.chromium import CLIPBOARD, DARK, DESK, NARROW, NO_SCRIPT
from tests.console.in_chromium.conftest import OpenPage
from tests.console.in_chromium.health import healthy
from tests.console.in_chromium.keyboard import press
from tests.console.in_chromium.purchase import new_buyer
from tests.console.timeline.telling import resolve


@pytest.fixture
def agreement(remote: Remote) -> str:
    """An agreement of a buyer of its own."""
    product = next(each for each in remote.products() if each["generation"] == "concurrent")
    buyer = remote.create_buyer(new_buyer())
    made = remote.create_agreement(
        product_code=product["product_code"], customer_aws_account_id=buyer["customer_aws_account_id"]
    )
    return made["agreement_id"]


def entry(page: Page, remote: Remote, number: int = -1) -> Locator:
    """Return the entry of an exchange, the last one unless another is asked for."""
    return page.locator(f"#exchange-{remote.exchanges()[number]['id']}")


def test_timeline_grows_while_an_entry_is_open(open_page: OpenPage, remote: Remote, agreement: str) -> None:
    page, token = open_page(**DESK, **CLIPBOARD), remote.mint_token(agreement)
    page.goto(f"/console/timeline?agreement_id={agreement}")
    expect(page.locator(".entry").first).to_contain_text("accept")
    resolve(remote, token)
    first = entry(page, remote)
    expect(first).to_contain_text("Seller asks AWS: ResolveCustomer, token")
    expect(first).to_contain_text("AWS answers: ok")
    press(page, first.locator("> details > summary"))
    expect(first.get_by_role("heading", name="The seller asks")).to_be_visible()
    expect(first.get_by_text(f'"RegistrationToken": "{token[:12]}…"').first).to_be_visible()
    first.get_by_text("As pytest", exact=True).click()
    expect(first.get_by_text("def test_resolve_customer_ok(tmp_path):")).to_be_visible()
    healthy(page)
    remote.cancel_agreement(agreement)
    resolve(remote, token)
    expect(entry(page, remote)).to_be_visible()
    expect(page.locator(".entry", has_text="cancel")).to_be_visible()
    for still in ("The seller asks", "def test_resolve_customer_ok(tmp_path):"):
        expect(first.get_by_text(still)).to_be_visible()
    first.get_by_role("link", name="Copy as boto3").click()
    expect(first.get_by_role("link", name="Copied")).to_be_visible()
    assert f"RegistrationToken={token!r}" in page.evaluate("navigator.clipboard.readText()")
    assert token not in page.content()


def test_what_no_sdk_sends_is_not_copied_and_the_page_says_why(open_page: OpenPage, remote: Remote) -> None:
    page = open_page(**DESK, **CLIPBOARD)
    Wire(remote.url).send(b'{"RegistrationToken": 17}')
    page.goto("/console/timeline?operation=ResolveCustomer")
    last = entry(page, remote)
    last.locator("> details > summary").click()
    last.get_by_role("link", name="Copy as pytest").click()
    expect(last.get_by_text("Invalid type for parameter RegistrationToken")).to_be_visible()


def test_links_open_their_entry_and_lead_to_one_thing_alone(page: Page, remote: Remote, agreement: str) -> None:
    resolve(remote, remote.mint_token(agreement))
    first = entry(page, remote)
    page.goto(f"/console/timeline#exchange-{remote.exchanges()[-1]['id']}")
    expect(first.get_by_role("heading", name="AWS answers")).to_be_in_viewport()
    first.get_by_role("link", name=f"agreement {agreement}").click()
    expect(page.get_by_label("Agreement")).to_have_value(agreement)
    assert page.locator(".entry").count() == len(page.locator(f".entry:has-text('{agreement}')").all())
    first.locator("> details > summary").click()
    first.get_by_role("link", name="on a page of its own").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ResolveCustomer")
    page.get_by_role("link", name="In the timeline").click()
    expect(first.get_by_role("heading", name="AWS answers")).to_be_visible()


@pytest.mark.parametrize("look", [DARK, NARROW], ids=["dark", "narrow"])
def test_sequence_follows_its_end(open_page: OpenPage, alone: Marketplace, look: dict[str, object]) -> None:
    page = open_page(**look)
    page.goto(alone.url)
    page.get_by_role("navigation").get_by_role("link", name="Timeline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Timeline")
    expect(page.locator(".entry").last).to_be_in_viewport()
    for number in range(3):
        resolve(alone, f"forged-{number}", "InvalidTokenException")
        expect(page.locator(".entry").last).to_contain_text(f"token forged-{number}")
        expect(page.locator(".entry").last).to_be_in_viewport()
    page.locator(".entry").last.locator("summary").first.click()
    expect(page.get_by_role("heading", name="AWS answers")).to_be_visible()
    healthy(page)


def test_timeline_needs_no_scripts(open_page: OpenPage, remote: Remote, agreement: str) -> None:
    resolve(remote, remote.mint_token(agreement))
    page = open_page(**NO_SCRIPT)
    page.goto(f"/console/timeline?agreement_id={agreement}")
    last = entry(page, remote)
    last.locator("summary").click()
    last.get_by_role("link", name="on a page of its own").click()
    expect(page.get_by_role("heading", name="AWS answers")).to_be_visible()
    copy = page.get_by_role("link", name="Copy as curl").get_attribute("href")
    assert page.request.get(copy or "").text().startswith("curl --include")


def test_labels_stay_between_the_lines_and_the_lines_stay_where_the_system_chooses_colours(
    open_page: OpenPage, remote: Remote, agreement: str
) -> None:
    resolve(remote, remote.mint_token(agreement))
    page = open_page(**DESK, forced_colors="active")
    page.goto(f"/console/timeline?agreement_id={agreement}")
    label = entry(page, remote).locator(".arrow > span").first.bounding_box()
    seller, aws = (page.locator(f'.parties [data-party="{party}"]').bounding_box() for party in ("seller", "aws"))
    assert label and seller and aws
    assert label["x"] >= seller["x"] + seller["width"] / 2
    assert label["x"] + label["width"] <= aws["x"] + aws["width"] / 2
    drawn = "(element, part) => getComputedStyle(element, part).backgroundImage"
    assert "gradient" in page.locator(".entries").evaluate(drawn)
    assert "gradient" in page.locator(".arrow").first.evaluate(drawn, "::before")
