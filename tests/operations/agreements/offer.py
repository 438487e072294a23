"""Offers of the product harbor-backup."""

from __future__ import annotations

from typing import Any

from marketplace_emulator import Marketplace


def make_offer(marketplace: Marketplace, offer_id: str, **fields: Any) -> None:
    """Make a public offer."""
    code = next(each["product_code"] for each in marketplace.products() if each["name"] == "harbor-backup")
    marketplace.create_offer(offer_id, product_code=code, offer_id=offer_id, **fields)
