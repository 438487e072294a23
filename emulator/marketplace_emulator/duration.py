"""Read times and lengths of time as people write them: `5h`, `90m`, `now+4h`, `2026-01-01T00:00:00Z`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w)")
_EPOCH = re.compile(r"(?![0-9]{8}$)[0-9]{1,12}(\.[0-9]+)?")
"""Epoch seconds as text, as in a query string; eight digits are an ISO 8601 date instead."""
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
HOUR = 3600
LATEST = 253402300799.0
"""The last second of the year 9999."""
NEVER = 253370764800.0
"""9999-01-01T00:00:00Z, which AWS writes as the end of an agreement without an end (seen in its events, 2026-08)."""


class BadTime(ValueError):
    """The text is not a time or a length of time; the message says what was expected."""


class TooLong(BadTime):
    """A length of time that no start between 1970 and 9999 can be moved by."""


@contextmanager
def given_as(member: str) -> Iterator[None]:
    """Prefix the text of a BadTime with the member of the body or query that holds the time."""
    try:
        yield
    except BadTime as error:
        raise BadTime(f"{member}: {error}") from None


def hour(at: float) -> int:
    """Return the start of the hour that a time is in, in epoch seconds."""
    return int(at // HOUR) * HOUR


def seconds(text: str | float) -> float:
    """Convert a length of time (`5h`, `1h30m`, `-10s` or a number of seconds) to seconds."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return float(text)
    bare = str(text).strip().replace(" ", "")
    sign = -1 if bare.startswith("-") else 1
    bare = bare.removeprefix("-" if sign < 0 else "+")
    parts = _PART.findall(bare)
    if not parts or "".join(number + unit for number, unit in parts) != bare:
        raise BadTime(f"{text!r} is not a length of time; expected e.g. 90s, 5h, 1h30m or 2d")
    total = sign * sum(float(number) * _SECONDS[unit] for number, unit in parts)
    if abs(total) > LATEST:
        raise TooLong(f"{text!r} is too long; expected a length of time that ends by the year 9999")
    return total


def length(seconds: float) -> str:
    """Write seconds as a length of time in one unit, such as 72s or 1h, so that `seconds` reads the same number."""
    for unit in ("d", "h", "m", "s", "ms"):
        count = round(seconds / _SECONDS[unit])
        if count * _SECONDS[unit] == seconds and (count >= 1 or unit == "s"):
            return f"{count}{unit}"
    return f"{seconds:.9f}".rstrip("0") + "s"


def moment(text: str | float, now: float) -> float:
    """Convert a moment (`now`, `now+4h`, `now-1d`, ISO 8601 or epoch seconds) to epoch seconds."""
    if (isinstance(text, int | float) and not isinstance(text, bool)) or _EPOCH.fullmatch(str(text).strip()):
        at = float(text)
    elif str(text).strip().startswith("now"):
        rest = str(text).strip()[3:].strip()
        try:
            at = now + (seconds(rest) if rest else 0)
        except TooLong:
            raise BadTime(f"{text!r} is out of range; expected a time between 1970 and 9999") from None
        except BadTime:
            raise _no_time(text) from None
    else:
        try:
            parsed = datetime.fromisoformat(str(text).strip())
        except ValueError:
            raise _no_time(text) from None
        at = (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
    if not 0 <= at <= LATEST:
        raise BadTime(f"{text!r} is out of range; expected a time between 1970 and 9999")
    return at


def _no_time(text: str | float) -> BadTime:
    expected = "now, now+4h, now-1d, seconds since 1970 or ISO 8601 such as 2026-01-01T00:00:00Z"
    with suppress(BadTime):
        seconds(text)
        expected = f"now+{text} or now-{text}" if str(text)[:1] not in "+-" else f"now{text}"
    return BadTime(f"{text!r} is not a time; expected {expected}")


def after(now: float, length: str | float) -> float:
    """Return the moment a length of time after `now`; raise BadTime outside the years 1970 to 9999."""
    at = now + seconds(length)
    if not 0 <= at <= LATEST:
        raise BadTime(f"{length!r} from {iso(now)} is out of range; expected a time between 1970 and 9999")
    return at


def term_end(start: float, term: str) -> float:
    """Return when a term such as P12M, P1Y or P30D ends: months and years are real ones, and P1M from 31 January ends on the last day of February."""
    count, unit = int(term[1:-1]), term[-1]
    try:
        if unit == "D":
            return after(start, 86400 * count)
        begun = datetime.fromtimestamp(start // 1, UTC)
        months = begun.year * 12 + begun.month - 1 + count * (12 if unit == "Y" else 1)
        year, month = divmod(months, 12)
        day = min(begun.day, calendar.monthrange(year, month + 1)[1])
        return begun.replace(year=year, month=month + 1, day=day).timestamp() + start % 1
    except (ValueError, OverflowError):
        raise BadTime(f"{term!r} from {iso(start)} ends after the year 9999; give a shorter one") from None


def month_end(at: float) -> float:
    """Return the end of the month that a time is in, by UTC: the first moment of the next one, or the end of the year 9999."""
    begun = datetime.fromtimestamp(at // 1, UTC)
    years, month = divmod(begun.month, 12)
    if begun.year + years > 9999:
        return LATEST
    return datetime(begun.year + years, month + 1, 1, tzinfo=UTC).timestamp()


def iso(at: float) -> str:
    """Write epoch seconds as ISO 8601 in UTC, with milliseconds if there are any; at most the end of the year 9999."""
    at = min(at, LATEST)
    return (
        datetime.fromtimestamp(at, UTC)
        .isoformat(timespec="milliseconds" if at % 1 else "seconds")
        .replace("+00:00", "Z")
    )
