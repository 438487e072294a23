"""The time to create 100,000 agreements with their buyers and tokens in one call."""

from __future__ import annotations

import time

from benchmarks.cache import Cache
from benchmarks.figure import Bound, Figure

AGREEMENTS = 100_000
TARGET = Bound("ours", "at most", 30)


def measure(_: Cache) -> list[Figure]:
    """Create them in process."""
    from marketplace_emulator import Marketplace

    with Marketplace() as marketplace:
        # Nothing here waits, so CPU time is the time taken; wall time would include other programs.
        began = time.process_time()
        made = marketplace.create_agreements(AGREEMENTS, name="load")["created"]
        seconds = time.process_time() - began
    if set(made.values()) != {AGREEMENTS}:
        raise RuntimeError(f"{made} were made, expected {AGREEMENTS} of each")
    return [Figure(f"{AGREEMENTS:,} agreements with tokens, in one call", seconds, "s", target=TARGET)]
