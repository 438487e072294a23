"""Fixtures of the tests of agreements: the seller, in each of AWS's two protocols where that matters."""

from __future__ import annotations

import pytest

from marketplace_emulator import Marketplace
from tests.operations.agreements.reader import BUYER, NOW, OTHER, Reader


@pytest.fixture
def seller(metered: Marketplace) -> Reader:
    """The seller of the default world."""
    metered.clock.set(NOW, frozen=True)
    metered.reset(only=("agreements", "tokens"))
    return Reader(metered)


@pytest.fixture
def buyer(seller: Reader) -> Reader:
    """The buyer alder-logistics."""
    return Reader(seller.marketplace, BUYER)


@pytest.fixture
def stranger(seller: Reader) -> Reader:
    """Another seller."""
    return Reader(seller.marketplace, OTHER)
