"""Lengths of time as people say them: `2 h 13 min`."""

from __future__ import annotations

_UNITS = ((365 * 86400, "year", "years"), (86400, "day", "days"), (3600, "h", "h"), (60, "min", "min"), (1, "s", "s"))


def roughly(seconds: float) -> str:
    """Say a length of time in its two largest units, such as `2 h 13 min`, or `1 year 36 days`; the rest is left out."""
    left, parts = int(abs(seconds)), []
    for size, one, many in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
        elif parts:
            break
        if len(parts) == 2:
            break
    return " ".join(parts) or "0 s"


def from_now(at: float, now: float) -> str:
    """Say when something is: `in 2 h 13 min`, `2 h 13 min ago` or `now`."""
    if abs(at - now) < 1:
        return "now"
    return f"in {roughly(at - now)}" if at > now else f"{roughly(now - at)} ago"
