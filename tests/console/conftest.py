"""Somebody with a browser, and what there is to buy."""

from __future__ import annotations

import pytest

from marketplace_emulator import Marketplace
from tests.console.person import Person


@pytest.fixture
def person(marketplace: Marketplace) -> Person:
    """Somebody with a browser without scripts, while the clock stands still."""
    marketplace.clock.freeze()
    return Person(marketplace)


@pytest.fixture
def codes(marketplace: Marketplace) -> dict[str, str]:
    """The product codes by generation."""
    return {each["generation"]: each["product_code"] for each in reversed(marketplace.products())}
