"""The deliverer, as the world knows it."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Protocol


class Delivers(Protocol):
    """Sends what is due, on a thread of its own."""

    timeouts: dict[str, float]
    """When an attempt of a subscription last got no answer in time, by time.monotonic()."""

    def wake(self) -> None:
        """Look soon at what is due."""

    def turned(self) -> Future[None]:
        """Return what is done when outcomes were written down the next time."""
