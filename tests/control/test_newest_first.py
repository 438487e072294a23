"""Lists that begin with the newest lead to older ones, and have what the same list from its other end has."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Marketplace


@pytest.fixture
def agreement_id(marketplace: Marketplace) -> str:
    """Return an agreement with seven tokens and at least five messages."""
    marketplace.clock.freeze()
    agreement_id = marketplace.agreements()[3]["agreement_id"]
    for seats in range(4):
        marketplace.mint(agreement_id)
        marketplace.amend_agreement(agreement_id, proposer_opted_out=bool(seats % 2))
        marketplace.clock.advance("2h")
    return agreement_id


@pytest.mark.parametrize("path", ["/agreements", "/tokens", "/events"])
def test_the_newest_are_first_and_next_leads_to_older_ones(
    marketplace: Marketplace, agreement_id: str, path: str
) -> None:
    wanted: dict[str, Any] = {} if path == "/agreements" else {"agreement_id": agreement_id}
    oldest = [each for page in marketplace.pages(path, **wanted) for each in page["items"]]
    pages = [*_pages(marketplace, path, wanted)]
    assert len(oldest) > 3
    assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)
    assert [each for page in pages for each in page] == oldest[::-1]


def test_the_newest_events_since_another_one(marketplace: Marketplace, agreement_id: str) -> None:
    events = marketplace.events(agreement_id=agreement_id)
    since = events[1]["event_id"]
    found = marketplace.request("GET", f"/events?agreement_id={agreement_id}&newest=true&since={since}")["items"]
    assert found == events[:1:-1]


def _pages(marketplace: Marketplace, path: str, wanted: dict[str, Any]) -> Any:
    query = "&".join(f"{name}={value}" for name, value in {**wanted, "newest": "true", "limit": 3}.items())
    cursor: int | None = 0
    while cursor is not None:
        page = marketplace.request("GET", f"{path}?{query}&cursor={cursor}")
        yield page["items"]
        cursor = page["next"]
