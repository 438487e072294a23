"""Waiting for what another thread or process does: as long as a busy machine needs, and not for ever."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest


def eventually(holds: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Wait until something holds; fail the test with what never came to hold."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            pytest.fail(f"after {seconds:g} s it did not hold that {what}")
        time.sleep(0.05)


@contextmanager
def ended_if_silent(process: subprocess.Popen[Any], seconds: float = 60) -> Iterator[None]:
    """Kill a process that has not said in that time what is read here, so that the reading ends."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
