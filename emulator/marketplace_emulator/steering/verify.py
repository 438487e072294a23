"""Verifying, from Python, what was asked of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Unpack

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.exchange_filter import ExchangeFilter


class NotAsExpected(AssertionError):
    """The journal is not as expected; the text lists the nearest exchanges and why each is not what was expected."""

    def __init__(self, verified: Mapping[str, Any]) -> None:
        super().__init__(verified["detail"])
        self.count: int = verified["count"]
        self.nearest: list[dict[str, Any]] = verified["nearest"]


class SteersVerify(Steers):
    """Verifies what the journal holds."""

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
        """Return how many exchanges a filter lets through; raise NotAsExpected with the nearest ones if not as expected.

        At least one is expected, where neither a number nor `none_after` is given: a time, or the request id of an
        exchange after which none may come.
        """
        expected = {"at_least": at_least, "at_most": at_most, "none_after": none_after, **wanted}
        if operation is not None:
            expected["operation"] = operation
        verified = self._post("/exchanges/verify", **expected)
        if not verified["holds"]:
            raise NotAsExpected(verified)
        count: int = verified["count"]
        return count
