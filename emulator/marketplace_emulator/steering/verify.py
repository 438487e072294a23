"""Verify from Python which calls AWS received."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Unpack

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.verify import Nearest, Verified
    from marketplace_emulator.exchange_filter import ExchangeFilter


class NotAsExpected(AssertionError):
    """The journal is not as expected; the text lists the nearest exchanges and how each differs."""

    def __init__(self, verified: Verified) -> None:
        super().__init__(verified["detail"])
        self.count: int = verified["count"]
        self.nearest: list[Nearest] = verified["nearest"]


class SteersVerify(Steers):
    """Verifies the journal."""

    def verify(
        self,
        operation: str | None = None,
        /,
        *,
        at_least: int | None = None,
        at_most: int | None = None,
        none_after: str | float | datetime | None = None,
        **wanted: Unpack[ExchangeFilter],
    ) -> int:
        """Return how many exchanges match a filter, or raise NotAsExpected with the nearest ones.

        At least one is expected, unless a number or `none_after` is given: a time, or the request id of an exchange,
        after which no match may come.
        """
        expected = {"at_least": at_least, "at_most": at_most, "none_after": none_after, **wanted}
        if operation is not None:
            expected["operation"] = operation
        verified: Verified = self._post("/exchanges/verify", **expected)
        if not verified["holds"]:
            raise NotAsExpected(verified)
        return verified["count"]
