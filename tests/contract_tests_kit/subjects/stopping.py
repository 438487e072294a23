"""Subjects that silently stop serving buyers at some moment."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from tests.contract_tests_kit.subjects.tiny import LATER, RETURN, Tiny


class Stopping(Tiny):
    """Serves nobody once `stopped` is set; before, it answers a bad token with status 200."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped = False

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        if self.stopped:
            return "200 OK", LATER
        status, text = super().register(form)
        self.stopped = self.stops(form, text)
        return ("200 OK" if text == RETURN else status), text

    def stops(self, form: dict[str, str], said: str) -> bool:
        """Return whether a form, or its answer, is the moment to stop."""
        raise NotImplementedError


class Tired(Stopping):
    """Serves TIRED_AFTER buyers, and then nobody."""

    served = 0

    def stops(self, form: dict[str, str], said: str) -> bool:
        self.served += said.startswith("Welcome")
        return self.served >= int(os.environ["TIRED_AFTER"])


class Shy(Stopping):
    """Stops after SHY_AFTER GETs of the page."""

    looks = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"] == "/":
            self.looks += 1
            self.stopped = self.looks >= int(os.environ["SHY_AFTER"])
        return super().__call__(environ, start_response)

    def stops(self, form: dict[str, str], said: str) -> bool:
        return self.stopped


class Offended(Stopping):
    """Stops after a form has claimed an identity."""

    def stops(self, form: dict[str, str], said: str) -> bool:
        return "customer_id" in form


class Choosy(Stopping):
    """After a form has claimed an identity, serves no buyer of a concurrent agreement any more."""

    offended = False

    def stops(self, form: dict[str, str], said: str) -> bool:
        return False

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        if self.offended and agreement is not None:
            raise OSError("no more agreements")
        super().store(account, product, license_arn, agreement)

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        self.offended = self.offended or "customer_id" in form
        try:
            return super().register(form)
        except OSError:
            return "200 OK", LATER


def tired() -> Tired:
    """Create one for each run."""
    return Tired()


def shy() -> Shy:
    """Create one for each run."""
    return Shy()


def offended() -> Offended:
    """Create one for each run."""
    return Offended()


def choosy() -> Choosy:
    """Create one for each run."""
    return Choosy()
