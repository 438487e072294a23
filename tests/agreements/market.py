"""Three products, buyers, and what happens to their agreements, on a frozen clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from marketplace_emulator import Marketplace, agreements, duration
from marketplace_emulator.store import agreements as stored
from marketplace_emulator.store import offers, taken_steps
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.events import EVENTS

WORLD = """
products:
  - {name: contract, generation: legacy, dimensions: [{key: seats, types: [Entitled]}]}
  - {name: both, dimensions: [{key: seats, types: [Entitled]}, {key: calls}]}
  - {name: usage, generation: legacy, dimensions: [{key: calls}]}
buyers:
  - {name: alder, customer_aws_account_id: "210987654321"}
  - {name: birch, customer_aws_account_id: "310987654321"}
credentials:
  - {access_key_id: ASIABUYER, secret_access_key: of-the-buyer, account: "210987654321"}
"""
START = duration.moment("2027-01-01T00:00:00Z", 0)
ALDER, BIRCH = "210987654321", "310987654321"
DAY = 86_400
OFFER: dict[str, Any] = {each.name: None for each in offers.OFFERS.c if each.name != "position"} | {
    "kind": "public",
    "buyers": "[]",
    "entitlements": "{}",
}
_EMITTED = Prepared(select(EVENTS).where(EVENTS.c.emitted).order_by(EVENTS.c.at, EVENTS.c.position))


class Market:
    """A seller's products and what their buyers do."""

    def __init__(self, marketplace: Marketplace) -> None:
        self.marketplace, self.world = marketplace, marketplace.world
        marketplace.clock.freeze()
        marketplace.clock.set("2027-01-01T00:00:00Z")
        self.codes = {each["name"]: each["product_code"] for each in marketplace.request("GET", "/products")["items"]}

    def take(self, step: str, agreement_id: str | None, **fields: Any) -> dict[str, Any]:
        """Take a step and return the agreement that it made or changed."""
        with self.world.transaction():
            return self.agreement(agreements.take(self.world, step, agreement_id, fields))

    def accept(self, product: str = "both", account: str = ALDER, **fields: Any) -> dict[str, Any]:
        """Let a buyer accept an agreement."""
        return self.take("accept", None, product_code=self.codes[product], customer_aws_account_id=account, **fields)

    def offer(self, product: str = "both", **columns: Any) -> str:
        """Make an offer and return its id."""
        offer_id = columns.pop("offer_id", f"offer-{product}")
        row = OFFER | {"offer_id": offer_id, "name": offer_id, "product_code": self.codes[product]} | columns
        with self.world.transaction():
            self.world.store.run(offers.ADD, **row)
        return str(offer_id)

    def agreement(self, agreement_id: str) -> dict[str, Any]:
        """Return an agreement as it is now."""
        with self.world.transaction():
            return dict(stored.find(self.world.store, agreement_id))

    def all(self) -> list[dict[str, Any]]:
        """Return all agreements, the oldest first."""
        with self.world.transaction():
            return [dict(each) for each in self.world.store.rows(stored.ALL)]

    def history(self, agreement_id: str) -> list[tuple[str, float, str | None]]:
        """Return the steps of an agreement with their times in days since the start, and why each was refused."""
        with self.world.transaction():
            taken = taken_steps.of_agreement(self.world.store, agreement_id)
        return [(each["step"], (each["at"] - START) / DAY, each["refusal"]) for each in taken]

    def told(self, agreement_id: str | None = None) -> list[str]:
        """Return the types of what AWS has told so far, about one agreement or all."""
        with self.world.transaction():
            rows = self.world.store.rows(_EMITTED)
        return [each["type"] for each in rows if agreement_id in (None, each["agreement_id"])]

    def advance(self, by: str) -> None:
        """Move the clock."""
        self.marketplace.clock.advance(by)


@pytest.fixture
def market(tmp_path: Path) -> Iterator[Market]:
    """Return a market of its own."""
    (tmp_path / "world.yaml").write_text(WORLD)
    with Marketplace(fixtures=tmp_path / "world.yaml") as marketplace:
        yield Market(marketplace)
