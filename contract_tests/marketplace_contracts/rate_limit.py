"""A rate limit of the subject: the kit waits as Retry-After says, but in all no longer than a run may wait."""

from __future__ import annotations

import time
from collections.abc import Iterable

from marketplace_contracts.answer import Hop
from marketplace_contracts.hindrance import TOO_MANY_REQUESTS
from marketplace_contracts.http_date import seconds_since_1970

_LEAST = 0.1
"""A limit that is written to the second may say 0."""


class RateLimit:
    """How long a run may still wait for the subject's rate limit: `left` seconds."""

    def __init__(self, left: float) -> None:
        self.left = left

    def waited(self, hops: Iterable[Hop]) -> float:
        """Wait as a refusal among these hops says, and return how long; return 0 if there is none, or its time is too long."""
        seconds = next((_retry_after(hop) for hop in hops if hop.status == TOO_MANY_REQUESTS), 0.0)
        if not 0 < seconds <= self.left:
            return 0.0
        self.left -= seconds
        time.sleep(seconds)
        return seconds


def _retry_after(hop: Hop) -> float:
    """Return the seconds of a Retry-After header, which has seconds or a date (RFC 9110, section 10.2.3); 0 without one."""
    said = hop.header("retry-after").strip()
    if said.isdecimal():
        return max(_LEAST, float(said))
    moment = seconds_since_1970(said)
    return 0.0 if moment is None else max(_LEAST, moment - time.time())
