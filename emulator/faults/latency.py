"""The fault `latency`: wait before the work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Meta

from emulator.call import Call
from emulator.faults.fault import Fault

Seconds = Annotated[float, Meta(ge=0, le=900)]


class Latency(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Wait this many seconds."""

    ORDER: ClassVar[int] = 10

    latency: Seconds

    def before(self, call: Call, chance: float) -> Iterator[float]:
        """Wait."""
        yield self.latency
