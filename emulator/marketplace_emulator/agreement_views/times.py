"""Times of an agreement, as the agreement service's operations write them."""

from __future__ import annotations

from marketplace_emulator.call import Call
from marketplace_emulator.duration import NEVER
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "Times are epoch seconds with at most three decimal places.",
    "assumed",
    "the service model has epoch seconds; the API reference's samples have milliseconds in one operation, and none in another",
)


def written(at: float) -> float | int:
    """Return a time in epoch seconds, whole if it has no milliseconds."""
    rounded = round(at, 3)
    return int(rounded) if rounded == int(rounded) else rounded


def end_time(call: Call, at: float) -> dict[str, float | int]:
    """Return the endTime of an agreement that ends at a time, or what stands for the end of one without an end."""
    if at < NEVER or call.reading("payg_end_time") == "9999-01-01":
        return {"endTime": written(at)}
    return {}
