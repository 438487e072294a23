"""Verify from Python what is billed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Unpack

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.ledger_verify import NearestRecord, VerifiedLedger
    from marketplace_emulator.record_filter import UsageFilter


class NotBilledAsExpected(AssertionError):
    """Something else is billed than expected; the text lists the nearest records and how each differs."""

    def __init__(self, verified: VerifiedLedger) -> None:
        super().__init__(verified["detail"])
        self.billed: dict[str, int] = verified["billed"]
        self.nearest: list[NearestRecord] = verified["nearest"]


class SteersLedgerVerify(Steers):
    """Verifies the ledger."""

    def verify_billed(self, quantity: int | str | Decimal, /, *, times: int = 1, **wanted: Unpack[UsageFilter]) -> None:
        """Raise NotBilledAsExpected unless a quantity is billed so many times, and nothing else of the usage wanted.

        Quantities are compared by value: 17 is 17.00.
        """
        billed = format(quantity, "f") if isinstance(quantity, Decimal) else quantity
        verified: VerifiedLedger = self._post("/ledger/verify", billed=billed, times=times, **wanted)
        if not verified["holds"]:
            raise NotBilledAsExpected(verified)
