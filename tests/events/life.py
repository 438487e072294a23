"""A seller's products, one of each generation and a legacy contract, a buyer, and what AWS tells of their agreements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace

WORLD = """
products:
  - {name: tidewater, generation: legacy, dimensions: [{key: calls}]}
  - {name: harbor, generation: concurrent, dimensions: [{key: calls}]}
  - {name: kelp, generation: legacy, dimensions: [{key: seats, types: [Entitled]}]}
buyers:
  - {name: alder, customer_aws_account_id: "210987654321", customer_identifier: aB3dE5fG7hJ}
"""
START = "2027-01-01T00:00:00Z"
BUYER, SELLER, RESELLER = "210987654321", "111122223333", "777788889999"
RESALE = {
    "proposer_account": RESELLER,
    "proposer_name": "Gull Resale",
    "resale_authorization_id": "resaleauthz-13letters0000",
}


class Life:
    """Agreements of a buyer, from the start of a year on a frozen clock."""

    def __init__(self, marketplace: Marketplace) -> None:
        self.marketplace = marketplace
        marketplace.clock.freeze()
        marketplace.clock.set(START)
        kinds = ("legacy", "concurrent", "contract")
        self.product = dict(zip(kinds, marketplace.request("GET", "/products")["items"], strict=True))

    def accept(self, of: str = "concurrent", **fields: Any) -> dict[str, Any]:
        """Let the buyer accept an agreement."""
        code = self.product[of]["product_code"]
        return {**self.marketplace.create_agreement(product_code=code, customer_aws_account_id=BUYER, **fields)}

    def take(self, step: str, agreement_id: str, **fields: Any) -> str:
        """Take a step, and return the id of the agreement that it changed or made."""
        return str(self.marketplace.request("POST", f"/agreements/{agreement_id}/{step}", fields)["agreement_id"])

    def offer(self, of: str = "concurrent", offer_id: str = "offer-abcdefghijklm", **fields: Any) -> str:
        """Make an offer and return its id."""
        code = self.product[of]["product_code"]
        return self.marketplace.create_offer(offer_id, product_code=code, offer_id=offer_id, **fields)["offer_id"]

    def texts(self, type_: str | None = None) -> list[str]:
        """Return the messages so far of a type, in their order."""
        found = self.marketplace.events(state="emitted", **({} if type_ is None else {"type": type_}))
        return [str(each["body"]) for each in found]

    def events(self, type_: str | None = None) -> list[dict[str, Any]]:
        """Return the messages so far of a type, in their order."""
        return [json.loads(each) for each in self.texts(type_)]

    def only(self, type_: str) -> dict[str, Any]:
        """Return the one message of a type."""
        (found,) = self.events(type_)
        return found


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """Return a life that begins now."""
    (tmp_path / "world.yaml").write_text(WORLD)
    with Marketplace(tmp_path / "world.yaml") as marketplace:
        yield Life(marketplace)
