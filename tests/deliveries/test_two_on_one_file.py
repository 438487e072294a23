"""Two emulators on one file: each message is sent once while both are alive."""

from __future__ import annotations

import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.deliveries.turn import DEAD_SECONDS, LOOK_SECONDS
from tests.deliveries.conftest import buy
from tests.deliveries.seller import Got, selling


def opened(world_file: Path, folder: Path) -> Marketplace:
    """Open the file that the emulators share."""
    return Marketplace(world_file, store=f"sqlite:///{folder}/world.db")


def test_a_restored_snapshot_makes_neither_take_the_other_for_dead(world_file: Path, tmp_path: Path) -> None:
    with selling() as seller, opened(world_file, tmp_path) as one, opened(world_file, tmp_path) as other:
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


@pytest.mark.slow
def test_a_snapshot_of_a_slow_attempt_makes_none_take_its_sender_for_dead(world_file: Path, tmp_path: Path) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def slow(_: Got) -> int:
        begun.set()
        goes_on.wait(30)
        return 200

    with selling(slow) as seller, opened(world_file, tmp_path) as one, opened(world_file, tmp_path) as other:
        one.subscribe(seller.url, types=["License Updated - Manufacturer"])
        other.subscriptions()  # wakes it
        buy(one, "harbor")
        one.clock.resume()
        moving = threading.Thread(target=one.clock.advance, args=("2m",))
        moving.start()
        assert begun.wait(30)
        other.snapshot("under way")
        time.sleep(DEAD_SECONDS + 0.3)
        other.restore("under way")
        time.sleep(2 * LOOK_SECONDS)
        goes_on.set()
        moving.join()
        one.wait_for_deliveries(30)
        assert len(seller.got) == 1
