"""The dates in HTTP's headers, such as `Wed, 21 Oct 2026 07:28:00 GMT`."""

from __future__ import annotations

from email.utils import mktime_tz, parsedate_tz


def seconds_since_1970(written: str) -> float | None:
    """Return the moment that a date stands for; None if it stands for none, such as one in the year 99999."""
    date = parsedate_tz(written)
    try:
        return float(mktime_tz(date)) if date else None
    except (ValueError, OverflowError):
        return None
