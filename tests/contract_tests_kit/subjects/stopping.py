"""Subjects that stop serving buyers at some moment, without a word."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from tests.contract_tests_kit.subjects.tiny import LATER, RETURN, Tiny


class Stopping(Tiny):
    """It serves nobody any more once `stopped` is set; what it says to a bad token before is no error of HTTP."""

    def __init__(self) -> None:
        super().__init__()
        self.stopped = False

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Register, while it serves anybody."""
        if self.stopped:
            return "200 OK", LATER
        status, text = super().register(form)
        self.stopped = self.stops(form, text)
        return ("200 OK" if text == RETURN else status), text

    def stops(self, form: dict[str, str], said: str) -> bool:
        """Say whether a form, or what it was answered, is the end."""
        raise NotImplementedError


class Tired(Stopping):
    """It serves a number of buyers (TIRED_AFTER), and then nobody."""

    served = 0

    def stops(self, form: dict[str, str], said: str) -> bool:
        """Count."""
        self.served += said.startswith("Welcome")
        return self.served >= int(os.environ["TIRED_AFTER"])


class Shy(Stopping):
    """It stops once somebody has opened the page by hand a number of times (SHY_AFTER)."""

    looks = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Count the looks at the page."""
        if environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"] == "/":
            self.looks += 1
            self.stopped = self.looks >= int(os.environ["SHY_AFTER"])
        return super().__call__(environ, start_response)

    def stops(self, form: dict[str, str], said: str) -> bool:
        """It stops at nothing else."""
        return self.stopped


class Offended(Stopping):
    """It stops once a buyer has claimed to be somebody."""

    def stops(self, form: dict[str, str], said: str) -> bool:
        """Look for a claim."""
        return "customer_id" in form


class Choosy(Stopping):
    """Once a buyer has claimed to be somebody, it serves no buyer of a concurrent agreement any more."""

    offended = False

    def stops(self, form: dict[str, str], said: str) -> bool:
        """Go on serving the others."""
        return False

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        """Fail for buyers with agreements."""
        if self.offended and agreement is not None:
            raise OSError("no more agreements")
        super().store(account, product, license_arn, agreement)

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Hide the failure."""
        self.offended = self.offended or "customer_id" in form
        try:
            return super().register(form)
        except OSError:
            return "200 OK", LATER


def tired() -> Tired:
    """Make one for each run."""
    return Tired()


def shy() -> Shy:
    """Make one for each run."""
    return Shy()


def offended() -> Offended:
    """Make one for each run."""
    return Offended()


def choosy() -> Choosy:
    """Make one for each run."""
    return Choosy()
