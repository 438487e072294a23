"""A rate limit of the subject: the kit waits as Retry-After says, but in all no longer than a run may wait."""

from __future__ import annotations

import time
from email.utils import mktime_tz, parsedate_tz

from marketplace_contracts.answer import Hop

TOO_MANY_REQUESTS = 429
_LEAST = 0.1
"""A limit that is written to the second may say 0."""


class RateLimit:
    """What is known of the subject's rate limit; `left` is how many seconds the run may still wait for it."""

    def __init__(self, left: float) -> None:
        self.left = left

    def waited(self, hop: Hop) -> float:
        """Wait as a refusal says, and return how long; return 0 if it says nothing, or too long a time."""
        seconds = _retry_after(hop)
        if not 0 < seconds <= self.left:
            return 0.0
        self.left -= seconds
        time.sleep(seconds)
        return seconds


def told(hop: Hop) -> str:
    """Return why a buyer was turned away, and what to do."""
    after = hop.header("retry-after")
    said = f"{TOO_MANY_REQUESTS}, Retry-After: {after}" if after else f"{TOO_MANY_REQUESTS}"
    return f"the subject has a rate limit ({said}); switch it off for the run"


def _retry_after(hop: Hop) -> float:
    """Return the seconds of a Retry-After header, which has seconds or a date (RFC 9110, section 10.2.3); 0 without one."""
    said = hop.header("retry-after").strip()
    if said.isdecimal():
        return max(_LEAST, float(said))
    date = parsedate_tz(said)
    return max(_LEAST, mktime_tz(date) - time.time()) if date else 0.0
