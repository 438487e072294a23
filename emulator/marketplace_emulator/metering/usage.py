"""A usage record on its way through BatchMeterUsage: what was sent, and what was found about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator.store import Row


class Usage(msgspec.Struct):
    """A usage record. `micros` is its quantity in millionths, `hour` the start of its hour.

    `agreement` is the agreement that it was judged by, with its buyer. `refusal` is why it is not billed, without a look
    at what was billed before. `forced_status` is the status that a word or a fault asks for, whatever the record holds.
    """

    index: int
    sent: Mapping[str, Any]
    micros: int
    hour: int
    account: str | None = None
    agreement: Row | None = None
    refusal: str | None = None
    forced_status: str | None = None

    @property
    def where(self) -> str:
        """The record's path in the request."""
        return f"UsageRecords[{self.index}]"
