"""The window of time whose usage is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from marketplace_emulator import duration
from marketplace_emulator.call import Call
from marketplace_emulator.duration import HOUR
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering.request_error import request_error

MODEL = "service model meteringmarketplace, botocore 1.44.8"
imitates(__name__, "Usage counts for its hour: the timestamp is rounded down.", "doc", MODEL)
imitates(
    __name__,
    "A time out of the window is TimestampOutOfBoundsException, and no record of the request is processed.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "BatchMeterUsage accepts a record less than 24 hours old; from 06:00 UTC on the first day of a month it accepts no "
    "record of an earlier month. (The reading usage_record_window has older rules.)",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "The age of a record is counted from its timestamp, not from its hour.",
    "assumed",
    "nobody published it",
)
imitates(
    __name__,
    "Usage of more than 5 minutes ahead is in the future. (The reading future_usage_record decides.)",
    "assumed",
    "nobody published a tolerance; 5 minutes is that of request signatures",
)
imitates(
    __name__,
    "A time before 1970 or after 9999 is TimestampOutOfBoundsException under every reading.",
    "assumed",
    "nobody published it",
)

LENGTHS = {"24h": 24 * HOUR, "6h": 6 * HOUR, "1h": HOUR}
"""The windows that AWS's documents name, in seconds."""
GRACE = 6 * HOUR
"""How long into a month the usage of the month before is accepted."""
AHEAD = 300
"""How many seconds ahead a clock may be."""


def written(timestamp: float) -> str:
    """Write a time that a client sent, which may be any number."""
    return duration.iso(timestamp) if 0 <= timestamp <= duration.LATEST else f"{timestamp:.17g}"


def earliest(at: float, length: str) -> tuple[float, bool]:
    """Return the start of the window `24h`, `6h` or `1h` at a time, and whether usage of just then is too old."""
    oldest = max(at - LENGTHS[length], 0)
    if length != "24h":
        return oldest, False
    month = datetime.fromtimestamp(at, UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp()
    if at >= month + GRACE and oldest < month:
        return month, False
    return oldest, True


def check(call: Call, length: str, timestamps: Sequence[float], where: str) -> None:
    """Raise TimestampOutOfBoundsException for the first time out of the window `24h`, `6h` or `1h`.

    `where` names the member, with {} in place of the time's index.
    """
    (first, is_open), last = earliest(call.at, length), call.at + AHEAD
    if not timestamps or (first < min(timestamps) and max(timestamps) <= last):
        return
    if max(timestamps) > last and call.reading("future_usage_record") == "accepted":
        last = duration.LATEST
    for index, timestamp in enumerate(timestamps):
        if not first <= timestamp <= last or (is_open and timestamp == first):
            since = f"{'after' if is_open else 'from'} {duration.iso(first)}"
            hint = f"; the emulator's clock is at {duration.iso(call.at)}"
            if first <= timestamp / 1000 <= last:
                hint = ", in seconds and not in milliseconds"
            elif call.at - LENGTHS[length] < timestamp < first:
                hint = "; usage of the month before is accepted until 06:00 UTC on the first day"
            raise request_error(
                call,
                "TimestampOutOfBoundsException",
                f"{where.format(index)} is {written(timestamp)}, which is out of the allowed range; expected a time {since} "
                f"until {duration.iso(last)}{hint}",
            )
