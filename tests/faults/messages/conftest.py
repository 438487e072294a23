"""A stopped clock, a product of each generation, an endpoint of the seller, and what a customer's life makes come to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketplace_emulator import Marketplace
from tests.deliveries.conftest import buy, marketplace, world_file
from tests.deliveries.seller import Seller, selling

__all__ = ["marketplace", "world_file"]

CREATED = "Purchase Agreement Created - Proposer"
UPDATED = "License Updated - Manufacturer"
ENDED = "Purchase Agreement Ended - Proposer"
DEPROVISIONED = "License Deprovisioned - Manufacturer"
LIFE = [CREATED, UPDATED, ENDED, DEPROVISIONED]
LEGACY_LIFE = ["subscribe-success", "unsubscribe-pending", "unsubscribe-success"]


@pytest.fixture
def seller(marketplace: Marketplace) -> Iterator[Seller]:
    """An endpoint that is subscribed as an API destination, with a secret."""
    with selling() as found:
        marketplace.subscribe(found.url, kind="http", headers={"x-api-key": "the-secret"}, name="shop")
        yield found


def live(marketplace: Marketplace, product: str = "harbor", buyer: str = "alder") -> str:
    """Let a buyer buy and cancel, and go on until AWS has told all of it; return the agreement's id."""
    agreement = buy(marketplace, product, buyer)
    marketplace.clock.advance("2m")
    marketplace.cancel_agreement(agreement["agreement_id"])
    marketplace.clock.advance("2h")
    return agreement["agreement_id"]


def counted(marketplace: Marketplace, fault_id: str) -> tuple[int, int]:
    """Return how many deliveries a rule has seen, and how many it was applied to."""
    [found] = [each for each in marketplace.faults() if each["fault_id"] == fault_id]
    return found["seen"], found["applied"]


def faulty(marketplace: Marketplace, **wanted: str) -> list[tuple[str, str, list[str]]]:
    """Return the type and state of each delivery that faults changed or added, with the kinds of these faults."""
    return [
        (event["type"], delivery["state"], [each["kind"] for each in delivery["faults"]])
        for event in marketplace.events(**wanted)  # type: ignore[arg-type]
        for delivery in event["deliveries"]
        if delivery["faults"]
    ]
