"""Whether a stored value is the present time, in the ways in which databases and languages write times."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_UNITS = (1, 10**3, 10**6, 10**9)
"""Seconds, and the smaller units, since 1970."""
_YEAR_FIRST = re.compile(r"(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?:[T ,]+|-)?(\d\d):?(\d\d)(?::?(\d\d))?(?!\d)")
_YEAR_LAST = re.compile(r"(\d\d?)[./-](\d\d?)[./-](\d{4})[ ,T]+(\d\d?):(\d\d)(?::(\d\d))?(?!\d)")
_DIGITS = re.compile(r"\d{10,19}(?:\.\d+)?")
_FARTHEST = 15 * 3600
"""A time without a zone may be this far from the clock's."""


def is_about_now(value: Any) -> bool:
    """Return whether a value may be the present time, in any time zone; a date alone is not."""
    if isinstance(value, str):
        return any(_near(at) for at in _moments(value.strip()))
    return isinstance(value, int | float) and not isinstance(value, bool) and _near_number(value)


def _near(at: float) -> bool:
    return abs(at - time.time()) < _FARTHEST


def _near_number(value: float) -> bool:
    return any(_near(value / unit) for unit in _UNITS)


def _moments(text: str) -> Iterator[float]:
    """Yield the moments that a text may stand for, in seconds since 1970; a time without a zone is read as UTC."""
    if _DIGITS.fullmatch(text):
        yield from (float(text) / unit for unit in _UNITS)
    if found := _YEAR_FIRST.match(text):
        yield from _at(*found.groups("0"))
    elif found := _YEAR_LAST.match(text):
        one, other, year, *rest = found.groups("0")
        yield from (at for day, month in ((one, other), (other, one)) for at in _at(year, month, day, *rest))
    else:
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            yield parsedate_to_datetime(text).timestamp()


def _at(*parts: str) -> Iterator[float]:
    year, month, day, hour, minute, second = map(int, parts)
    with suppress(ValueError):
        yield datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
