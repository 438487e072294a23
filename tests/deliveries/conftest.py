"""What the tests of deliveries share: a stopped clock, a product of each generation, and purchases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.control.agreements import Agreement

WORLD = """
products:
  - {name: harbor, generation: concurrent}
  - {name: quay, generation: legacy}
buyers:
  - name: alder
  - name: birch
"""


@pytest.fixture(scope="session")
def world_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fixture file with two products and two buyers, and no agreement."""
    file = tmp_path_factory.mktemp("deliveries") / "world.yaml"
    file.write_text(WORLD)
    return file


@pytest.fixture
def marketplace(world_file: Path) -> Iterator[Marketplace]:
    """An emulator in this process whose clock stands still."""
    with Marketplace(world_file) as found:
        found.clock.freeze()
        yield found


@pytest.fixture
def impatient(world_file: Path) -> Iterator[Marketplace]:
    """The same, but it waits for an answer for half a second only, which a busy machine may exceed."""
    with Marketplace(world_file, delivery_timeout=0.5) as found:
        found.clock.freeze()
        yield found


def buy(marketplace: Marketplace, product: str = "harbor", buyer: str = "alder") -> Agreement:
    """Let a buyer buy a product."""
    products = {each["name"]: each["product_code"] for each in marketplace.products()}
    buyers = {each["name"]: each["customer_aws_account_id"] for each in marketplace.buyers()}
    return marketplace.create_agreement(product_code=products[product], customer_aws_account_id=buyers[buyer])
