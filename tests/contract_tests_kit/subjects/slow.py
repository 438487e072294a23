"""Subjects that answer one kind of request too late for the buyer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from tests.contract_tests_kit.subjects.tiny import LATER, Tiny

PATIENCE = 0.4
"""The patience of the tests, less than which no answer comes."""


class Slow(Tiny):
    """Answers forms late: all, or those whose answer is the one for a failure of AWS."""

    def __init__(self, *, only_failures: bool) -> None:
        super().__init__()
        self.only_failures = only_failures
        self.slept = 0

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = super().register(form)
        if text == LATER or not self.only_failures:
            self.slept += 1
            time.sleep(2 * PATIENCE)
        return status, text


class SlowPage(Tiny):
    """Answers a GET of the page late."""

    slept = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"] == "/":
            self.slept += 1
            time.sleep(2 * PATIENCE)
        return super().__call__(environ, start_response)


forms, failures, page = Slow(only_failures=False), Slow(only_failures=True), SlowPage()
