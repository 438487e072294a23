"""A buyer's browser, and what there is to buy."""

from __future__ import annotations

import pytest

from marketplace_emulator import Marketplace
from tests.console.buyer import Buyer


@pytest.fixture
def buyer(marketplace: Marketplace) -> Buyer:
    """A buyer's browser."""
    return Buyer(marketplace)


@pytest.fixture
def codes(marketplace: Marketplace) -> dict[str, str]:
    """The product codes by generation."""
    return {each["generation"]: each["product_code"] for each in reversed(marketplace.products())}
