"""An emulator whose clock stands still, with two products and two buyers, and no agreement."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace

WORLD = """
products:
  - {name: harbor, generation: concurrent}
  - {name: quay, generation: legacy}
buyers:
  - name: alder
  - name: birch
"""


@pytest.fixture
def marketplace(tmp_path: Path) -> Iterator[Marketplace]:
    """The emulator."""
    file = tmp_path / "world.yaml"
    file.write_text(WORLD)
    with Marketplace(file) as found:
        found.clock.freeze()
        yield found
