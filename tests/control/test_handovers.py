"""Handovers: what the console wrote down is listed, and follows snapshots and resets."""

from __future__ import annotations

import pytest

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.shortening import shortened
from marketplace_emulator.store import handovers


def hand_over(marketplace: Marketplace, agreement_id: str, token: str) -> None:
    """Write a handover down, as the console does."""
    world = marketplace.world
    with world.transaction():
        handovers.add(
            world.store,
            at=world.clock.now(),
            token=token,
            agreement_id=agreement_id,
            product_code="backup",
            url="http://127.0.0.1:8000/",
            choice="fresh",
        )


def test_handovers_are_listed_by_agreement_with_shortened_tokens(marketplace: Marketplace) -> None:
    first, second = [each["agreement_id"] for each in marketplace.agreements()[:2]]
    token = marketplace.mint_token(first)
    hand_over(marketplace, first, token)
    hand_over(marketplace, second, "forged" * 20)
    hand_over(marketplace, first, token)
    assert [(each["id"], each["agreement_id"]) for each in marketplace.handovers()] == [
        (1, first),
        (2, second),
        (3, first),
    ]
    found = marketplace.handovers(agreement_id=first)
    assert [(each["id"], each["token"], each["choice"]) for each in found] == [(1, token, "fresh"), (3, token, "fresh")]
    assert marketplace.request("GET", "/handovers")["items"][0]["token"] == shortened(token)
    page = marketplace.request("GET", "/handovers?limit=1&cursor=1")
    assert ([each["id"] for each in page["items"]], page["next"]) == ([2], 2)
    with pytest.raises(Refused, match="there is no agreement"):
        marketplace.handovers(agreement_id="agmt-nobody")


def test_handovers_follow_snapshots_and_resets(marketplace: Marketplace) -> None:
    agreement = marketplace.agreements()[0]["agreement_id"]
    hand_over(marketplace, agreement, "one")
    marketplace.snapshot("one")
    hand_over(marketplace, agreement, "two")
    assert marketplace.health()["counts"]["handovers"] == 2
    marketplace.restore("one")
    assert [each["token"] for each in marketplace.handovers()] == ["one"]
    marketplace.reset(only="tokens")
    assert len(marketplace.handovers()) == 1
    for only in ("handovers", "agreements", None):
        hand_over(marketplace, agreement, "again")
        marketplace.reset(only=only)
        assert marketplace.handovers() == [], only
