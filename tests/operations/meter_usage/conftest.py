"""The world of MeterUsage's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from marketplace_emulator import Marketplace
from tests.operations.meter_usage.world import FILE, NOW, Task


@pytest.fixture(scope="package")
def _scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marketplace]:
    file = tmp_path_factory.mktemp("scanner") / "scanner.yaml"
    file.write_text(FILE)
    with Marketplace(file) as marketplace:
        yield marketplace


@pytest.fixture
def scanner(_scanner: Marketplace) -> Marketplace:
    """A world in which AWS sells a container product, at half past an hour."""
    _scanner.reset()
    _scanner.clock.set(NOW, frozen=True)
    return _scanner


@pytest.fixture
def task(scanner: Marketplace) -> Task:
    """A task of the buyer alder."""
    return Task(scanner)
