"""The timings: how long after a step each of AWS's messages comes; each a setting with the source of its default."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from marketplace_emulator import duration
from marketplace_emulator.fidelity import Sure, imitates
from marketplace_emulator.nearest import meant
from marketplace_emulator.readings.usage import FINAL_USAGE_SECONDS


class Timing(msgspec.Struct, frozen=True):
    """A length of time that AWS takes, such as 72s; `sure` is doc, seen or assumed."""

    name: str
    what: str
    default: str
    sure: Sure
    source: str


_PURCHASE = "the events of a real purchase and cancellation, 2026-08-20"
_EXAMPLES = "seller guide, notifications-eventbridge: the time of the example"
_UNKNOWN = "nobody published it"
_ROWS = (
    Timing("created", "from acceptance to Purchase Agreement Created", "11s", "seen", _PURCHASE),
    Timing("license_updated", "from the start of an agreement to License Updated", "72s", "seen", _PURCHASE),
    Timing(
        "amended",
        "from an amendment to Purchase Agreement Amended",
        "11s",
        "assumed",
        f"as long as created; {_UNKNOWN}",
    ),
    Timing("ended", "from the end of an agreement to Purchase Agreement Ended", "0s", "assumed", _UNKNOWN),
    Timing(
        "license_deprovisioned",
        "from the end of an agreement to License Deprovisioned",
        "1h",
        "doc",
        "seller guide, saas-eventbridge-integration: an hour for the last metering records; 31 s in a real purchase, and "
        "seconds or minutes in one that a seller asked about on repost.aws (the reading final_usage_hour)",
    ),
    Timing("subscribe_success", "from the start of an agreement to subscribe-success", "11s", "assumed", _UNKNOWN),
    Timing("subscribe_fail", "from acceptance to subscribe-fail", "11s", "assumed", _UNKNOWN),
    Timing("unsubscribe_pending", "from the end of an agreement to unsubscribe-pending", "0s", "assumed", _UNKNOWN),
    Timing(
        "unsubscribe_success",
        "from the end of an agreement to unsubscribe-success",
        "1h",
        "doc",
        "seller guide, saas-notification: about an hour (the reading final_usage_hour)",
    ),
    Timing("ending", "from a number of days before the end to Purchase Agreement Ending", "0s", "doc", _EXAMPLES),
    Timing(
        "renewal_terms_finalized", "from the adjustment deadline to Renewal Terms Finalized", "0s", "doc", _EXAMPLES
    ),
    Timing("renewal_upcoming", "from the start of the lockout period to Renewal Upcoming", "0s", "doc", _EXAMPLES),
    Timing("entitlement_updated", "from a change to entitlement-updated", "11s", "assumed", _UNKNOWN),
)
TIMINGS: Mapping[str, Timing] = {each.name: each for each in _ROWS}
DEFAULTS: Mapping[str, float] = {each.name: duration.seconds(each.default) for each in _ROWS}
"""The default of each timing in seconds."""

for _each in _ROWS:
    imitates(__name__, f"It takes {_each.default} {_each.what}.", _each.sure, _each.source)

LONGEST = 36_500 * 86_400.0
"""The longest timing in seconds."""


LAST_USAGE = {"concurrent": "license_deprovisioned", "legacy": "unsubscribe_success"}
"""The timing of the message that tells that no more usage is taken, by the product's generation."""


class BadTiming(ValueError):
    """A timing is unknown, or its length is none; the message says what was expected."""


def check(changes: Mapping[str, str | float]) -> dict[str, float]:
    """Return timings in seconds, or raise BadTiming."""
    found = {}
    for name, length in changes.items():
        if name not in TIMINGS:
            raise BadTiming(f"{name!r} is not a timing; {meant(name, TIMINGS)}")
        try:
            found[name] = duration.seconds(length)
        except duration.BadTime as problem:
            raise BadTiming(f"{name}: {problem}") from None
        if not 0 <= found[name] <= LONGEST:
            raise BadTiming(f"{name} is {length!r}; expected a length of time from 0s to {duration.length(LONGEST)}")
    return found


def in_force(given: Mapping[str, float], readings: Mapping[str, str]) -> Mapping[str, float]:
    """Return all timings in seconds: those that are set, else what readings say, else the defaults."""
    said: Mapping[str, float] = {}
    if readings["final_window_opens_at"] == "agreement_ended":
        said = dict.fromkeys(LAST_USAGE.values(), FINAL_USAGE_SECONDS[readings["final_usage_hour"]])
    return {**DEFAULTS, **said, **given}
