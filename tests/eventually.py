"""Waiting for what another thread or process does: as long as a busy machine needs, and not for ever."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest


def eventually(holds: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait until something holds; fail the test with what never came to hold."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            pytest.fail(f"after {seconds:g} s it did not hold that {what}")
        time.sleep(0.05)
