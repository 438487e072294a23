"""The ledger, read from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from marketplace_emulator.steering.steers import ALL, Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.ledger import Ledger
    from marketplace_emulator.record_filter import RecordFilter
    from marketplace_emulator.store.ledger import By


class SteersLedger(Steers):
    """Reads the ledger."""

    def ledger(self, *, by: By = "hour", limit: int | None = None, **wanted: Unpack[RecordFilter]) -> Ledger:
        """Read what is billed by usage that matches a filter, and what was refused, the earliest hour first.

        A line is an agreement's dimension in an hour, or is summed up `by` the dimension or the agreement. At most
        `limit` lines are read; `total` has them all.
        """
        first, *more = self.pages("/ledger", by=by, limit=ALL if limit is None else limit, **wanted)
        ledger: Ledger = first
        for page in more:
            ledger["items"] += page["items"]
            ledger["next"] = page["next"]
        return ledger
