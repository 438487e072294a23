"""The time of the switchboard's page, which tries what each move of the clock would do, with 1,000 agreements that renew every month."""

from __future__ import annotations

import gc
import time
from statistics import median, quantiles

from benchmarks.cache import Cache
from benchmarks.figure import Bound, Figure

MOMENTS, AT_EACH, ROUNDS = 100, 10, 40
TARGET = Bound("ours", "at most", 50)
PATHS = {"one day ahead": "", "400 days ahead": "to=400d"}
"""The query of a page that tries few steps, and of one that tries as many as it may."""


def measure(_: Cache) -> list[Figure]:
    """Get both pages by turns in process, after a first round that does not count."""
    from marketplace_emulator import Marketplace
    from marketplace_emulator.http import HttpRequest

    taken: dict[str, list[float]] = {name: [] for name in PATHS}
    with Marketplace() as marketplace:
        marketplace.clock.set("2027-01-01T00:00:00Z", frozen=True)
        for number in range(MOMENTS):
            marketplace.create_agreements(AT_EACH, name=f"at-{number}", tokens=0, duration="P1M", auto_renew=True)
            marketplace.clock.advance("1m")
        marketplace.clock.advance("30d")
        gc.freeze()  # as the server does after its start
        for _round in range(1 + ROUNDS):
            for name, query in PATHS.items():
                headers = {"host": "127.0.0.1", "accept": "text/html"}
                began = time.process_time()
                answer = marketplace.respond(HttpRequest("GET", "/console/switchboard", headers, query=query))
                taken[name].append((time.process_time() - began) * 1000)
                if b"renewals" not in answer.body:
                    raise RuntimeError(f"the page that looks {name} tells no renewals: {answer.body[-500:].decode()}")
    figures = []
    for name, times in taken.items():
        last = quantiles(times[1:], n=100, method="inclusive")[98]
        figures.append(Figure(f"the switchboard {name}, p99, CPU", last, "ms", "its median", median(times[1:]), TARGET))
    return figures
