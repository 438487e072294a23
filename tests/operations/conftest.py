"""Fixtures of the tests of metering: one emulator for all of them, as its fixtures say at the start of each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketplace_emulator import Marketplace
from tests.operations.metering import Seller


@pytest.fixture(scope="session")
def _metered() -> Iterator[Marketplace]:
    with Marketplace() as marketplace:
        yield marketplace


@pytest.fixture
def metered(_metered: Marketplace) -> Marketplace:
    """An emulator in process, as its fixtures say; to make one for each test would take most of the time."""
    _metered.reset()
    for name in _metered.snapshots():
        _metered.forget_snapshot(name)
    return _metered


@pytest.fixture
def seller(metered: Marketplace) -> Seller:
    """A seller who meters."""
    return Seller(metered)
