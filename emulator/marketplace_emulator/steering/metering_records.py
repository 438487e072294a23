"""Metering records, read from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from marketplace_emulator.steering.steers import ALL, Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.metering_records import MeteringRecord
    from marketplace_emulator.record_filter import RecordFilter


class SteersMeteringRecords(Steers):
    """Lists the metering records."""

    def metering_records(self, *, limit: int | None = None, **wanted: Unpack[RecordFilter]) -> list[MeteringRecord]:
        """List the records of usage that match a filter, whatever became of them, the oldest first; at most `limit`."""
        return self._items("/metering-records", limit=ALL if limit is None else limit, **wanted)
