"""Two emulators on one file: each message is sent once while both are alive."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from marketplace_emulator import Marketplace
from tests.deliveries.conftest import buy
from tests.deliveries.seller import selling


def test_a_restored_snapshot_makes_neither_take_the_other_for_dead(world_file: Path, tmp_path: Path) -> None:
    def opened() -> Marketplace:
        return Marketplace(world_file, store=f"sqlite:///{tmp_path}/world.db")

    with selling() as seller, opened() as one, opened() as other:
        one.clock.freeze()
        one.subscribe(seller.url)
        one.snapshot("before")
        for each in (one, other) * 20:
            buy(each, "harbor")
            each.clock.advance("11s")
            each.wait_for_deliveries(30)
            each.restore("before")
        told = Counter(got.event_id for got in seller.got)
    assert len(told) == 40
    assert set(told.values()) == {1}
