"""What keeps buyers from the integration in a run, but not in production: a rate limit, or a redirect to https."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace_contracts.answer import Hop
from marketplace_contracts.story import short

TOO_MANY_REQUESTS = 429


def hindrance(hops: Iterable[Hop]) -> str:
    """Return what kept a buyer away, and what to do; empty if nothing did."""
    for hop in hops:
        if hop.forces_https:
            return _forced(hop)
        if hop.status == TOO_MANY_REQUESTS:
            after = hop.header("retry-after")
            said = f"{TOO_MANY_REQUESTS}, Retry-After: {after}" if after else f"{TOO_MANY_REQUESTS}"
            return f"the subject has a rate limit ({said}); switch it off for the run"
    return ""


def _forced(hop: Hop) -> str:
    return (
        f"the subject redirects http to https ({hop.status} to {short(hop.onward, 60)}), although X-Forwarded-Proto says https; let "
        "the subject trust that header, name your front end's own with --header, switch the redirect off for the run, or give the "
        "https address"
    )
