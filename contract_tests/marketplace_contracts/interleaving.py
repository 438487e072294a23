"""Simultaneous requests to an application in this process, interleaved at the calls in its own code.

The threads of one Python process change rarely: one of two requests has long looked for an account and stored a new one
when the other gets to run. On a server with several processes both look first.
"""

from __future__ import annotations

import contextlib
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

PAUSE = 0.0005
"""Seconds that a request waits before each call in the seller's code."""
MOST = 150
"""How many of its calls wait; after that, a request goes on without waiting."""
OTHERS = (
    *{sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")},
    *(str(Path(__file__).parent), "<frozen", "<string"),
)
"""Where code lies that is not the seller's own."""

Answered = TypeVar("Answered")


class Interleaving:
    """Interleaves requests within the block of `on`."""

    def __init__(self) -> None:
        self._on = False

    @contextlib.contextmanager
    def on(self) -> Iterator[None]:
        """Interleave requests, also in threads that the application starts meanwhile, such as those of a pool."""
        before = threading.getprofile()
        self._on = True
        threading.setprofile(_waiting())
        try:
            yield
        finally:
            threading.setprofile(before)
            self._on = False

    def around(self, answer: Callable[[Any], Answered]) -> Callable[[Any], Answered]:
        """Return `answer` as a function whose calls can be interleaved."""

        def answered(request: Any) -> Answered:
            if not self._on:
                return answer(request)
            before = sys.getprofile()
            sys.setprofile(_waiting())
            try:
                return answer(request)
            finally:
                sys.setprofile(before)

        return answered


def _waiting() -> Callable[[FrameType, str, Any], None]:
    """Return a profile function that waits before each call from the seller's own code."""
    left = MOST

    def wait(frame: FrameType, event: str, _: Any) -> None:
        nonlocal left
        caller = frame if event == "c_call" else frame.f_back if event == "call" else None
        if left > 0 and caller is not None and _is_own(caller.f_code.co_filename):
            left -= 1
            time.sleep(PAUSE)

    return wait


@cache
def _is_own(file: str) -> bool:
    return not file.startswith(OTHERS)
