"""Offers of the product harbor-backup."""

from __future__ import annotations

import json
from typing import Any

from marketplace_emulator import Marketplace
from marketplace_emulator.store import offers


def make_offer(marketplace: Marketplace, offer_id: str, **columns: Any) -> None:
    """Add a public offer."""
    row: dict[str, Any] = {column.name: None for column in offers.OFFERS.c if column.name != "position"}
    code = next(each["product_code"] for each in marketplace.products() if each["name"] == "harbor-backup")
    row |= {"offer_id": offer_id, "name": offer_id, "product_code": code, "kind": "public", "buyers": "[]"}
    row |= {"entitlements": json.dumps(columns.pop("entitlements", {})), **columns}
    with marketplace.world.transaction():
        marketplace.world.store.run(offers.ADD, **row)
