"""Requests that arrive in one turn of the event loop share one COMMIT if the store is a file."""

from __future__ import annotations

import asyncio
from typing import Protocol

from marketplace_emulator.http import HttpAnswer
from marketplace_emulator.serving.site import Site
from marketplace_emulator.wait import Wait

Progress = Wait | HttpAnswer
"""The result of a request's step: a wait, or its answer."""


class Asking(Protocol):
    """A connection whose request may take its first step."""

    def advance(self) -> Progress | None:
        """Let the request take a step; return None if it has taken it already."""

    def settle(self, step: Progress) -> None:
        """Wait, or send the answer."""

    def begin_again(self) -> None:
        """Take the step once more, alone, because its transaction was rolled back."""


class CommitGroup:
    """Lets the requests of one turn take their first step in one transaction, and sends no answer before its COMMIT.

    A COMMIT to a file takes longer than a request. If one of the requests fails, all are undone, and each takes its step
    alone.
    """

    def __init__(self, site: Site) -> None:
        self._site, self._loop = site, asyncio.get_running_loop()
        self._asking: dict[Asking, None] = {}

    def take(self, asking: Asking) -> None:
        """Let the connection's request take its first step before the next turn."""
        if not self._asking:
            self._loop.call_soon(self._end)
        self._asking[asking] = None

    def _end(self) -> None:
        asking, self._asking = [*self._asking], {}
        try:
            with self._site.together():
                steps = [(each, each.advance()) for each in asking]
        except Exception:
            for each in asking:
                each.begin_again()
            return
        for each, step in steps:
            if step is not None:
                each.settle(step)
