"""Every page of the console, found by itself, in a world in which much has happened: healthy in each look, small, and live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from docs.pictures.world import live
from marketplace_emulator import Marketplace
from marketplace_emulator.console import page_routes
from tests.console.in_chromium.becoming_new import differences
from tests.console.in_chromium.chromium import DARK, DESK, NARROW, WIDE
from tests.console.in_chromium.conftest import OpenPage
from tests.console.in_chromium.health import findings
from tests.console.in_chromium.watch import Watch

NO_PAGES = ("/console/static/<name>", "/console/live")
QUESTIONS = (
    "/console/nothing",
    "/console/search?q=<agreement_id>",
    "/console/search?q=nothing",
    "/console/timeline?outcome=ExpiredTokenException",
    "/console/timeline?agreement_id=nothing",
    "/console/switchboard?to=3d",
    "/console/switchboard/faults?what=missing-members&agreement_id=<agreement_id>",
    "/console/switchboard/faults?what=stale-message",
)
"""Pages that look different when they are asked for something."""
PATHS = [each.path for each in page_routes() if each.method == "GET" and each.path not in NO_PAGES]
LOOKS: dict[str, tuple[Any, ...]] = {
    "light": (DESK,),
    "narrow": (NARROW, "scrollable-region-focusable", "target-size", "label", "link-name", "button-name"),
    "dark": (DARK, "color-contrast"),
    "wide": (WIDE, "label"),
}
"""Each look, and the rules of axe that it may break; in the first, every rule is tried."""
LARGEST = 100_000
"""Bytes of HTML in a page."""


@pytest.fixture(scope="module")
def market() -> Iterator[tuple[Marketplace, dict[str, str]]]:
    """A market with a history, and an example of each name that stands in a page's path."""
    with Marketplace(port=0) as marketplace:
        agreement, _ = live(marketplace)
        yield (
            marketplace,
            {
                "agreement_id": agreement["agreement_id"],
                "product_code": agreement["product_code"],
                "event_id": marketplace.events(agreement_id=agreement["agreement_id"])[0]["event_id"],
                "kind": "boto3",
                "part": "answer",
                "exchange_id": str(marketplace.exchanges()[-1]["id"]),
            },
        )


@pytest.mark.parametrize("path", [*PATHS, *QUESTIONS])
def test_page_is_healthy_in_each_look_small_and_live(
    path: str, market: tuple[Marketplace, dict[str, str]], open_page: OpenPage, watch: Watch
) -> None:
    marketplace, examples = market
    url = marketplace.url + re.sub(r"<(?:\w+:)?(\w+)>", lambda name: examples[name[1]], path)
    watch.allow(marketplace.url)
    watch.expect("/console/nothing|/favicon.ico")  # a browser asks for the icon of what is no page
    page = open_page()
    answer = page.goto(url)
    assert answer is not None
    assert answer.status == (404 if path == "/console/nothing" else 200)
    assert len(answer.body()) < LARGEST
    if answer.headers["content-type"].startswith("text/html"):
        found = _unhealthy_looks(page)
        assert not found, "\n".join(found)
        token = marketplace.mint_token(examples["agreement_id"])
        marketplace.client().resolve_customer(RegistrationToken=token)
        assert differences(page) == [], "it does not become by itself what it is when it is loaded"


def _unhealthy_looks(page: Page) -> list[str]:
    found = []
    for name, (look, *rules) in LOOKS.items():
        page.emulate_media(color_scheme=look["color_scheme"])
        page.set_viewport_size(look["viewport"])
        found += [f"{name}: {told}" for told in findings(page, *rules)]
    return found
