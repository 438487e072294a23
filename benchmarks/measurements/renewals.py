"""The time to move the clock by 400 days in a world with 10,000 agreements, all of which renew every month."""

from __future__ import annotations

import time

from benchmarks.cache import Cache
from benchmarks.figure import Bound, Figure

AGREEMENTS, RENEWALS = 10_000, 13
TARGET = Bound("ours", "at most", 40)


def measure(_: Cache) -> list[Figure]:
    """Move the clock in process, and count the agreements afterwards."""
    from marketplace_emulator import Marketplace

    with Marketplace() as marketplace:
        marketplace.clock.set("2027-01-01T00:00:00Z", frozen=True)
        marketplace.create_agreements(AGREEMENTS, tokens=0, duration="P1M", auto_renew=True)
        # Nothing here waits, so CPU time is the time taken; wall time would include other programs.
        began = time.process_time()
        marketplace.clock.advance("400d")
        marketplace.clock.show()
        seconds = time.process_time() - began
        renewed = sum(1 for each in marketplace.agreements(status="RENEWED"))
    if renewed != AGREEMENTS * RENEWALS:
        raise RuntimeError(f"{renewed} agreements were renewed, expected {AGREEMENTS * RENEWALS}")
    return [Figure(f"400 days with {AGREEMENTS:,} agreements that renew every month", seconds, "s", target=TARGET)]
