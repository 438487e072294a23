"""The time to save and restore a thousand snapshots, as a test suite does between its tests."""

from __future__ import annotations

import time

from benchmarks.cache import Cache
from benchmarks.figure import Bound, Figure

ROUNDS = 1000
TARGET = Bound("ours", "at most", 5)


def measure(_: Cache) -> list[Figure]:
    """Save and restore the default world in process."""
    from marketplace_emulator import Marketplace

    with Marketplace() as marketplace:
        # Nothing here waits, so CPU time is the time taken; wall time would include other programs.
        began = time.process_time()
        for _round in range(ROUNDS):
            marketplace.snapshot("again")
            marketplace.restore("again")
        seconds = time.process_time() - began
    return [Figure(f"{ROUNDS:,} snapshots saved and restored in process", seconds, "s", target=TARGET)]
