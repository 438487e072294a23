"""What of a registered buyer's pages is kept by caches, and shown to others."""

from __future__ import annotations

from marketplace_contracts.answer import Hop
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.kit import Kit

A_MINUTE = 60


@contract(
    "leaks-page-in-cache",
    "should",
    source="RFC 9111, section 3: what is public is kept by shared caches; RFC 9110, section 15.4.2: 301 is for ever",
    why="A proxy, or the next buyer's browser, shows one buyer the page of another.",
)
def test_own_page_is_not_kept(kit: Kit) -> None:
    """A page or a permanent redirect that is a registered buyer's own may not be kept for longer than a minute by shared caches, or by a browser for all its buyers."""
    case = Case(kit)
    mine, other = (case.registered(case.form(case.buyer().agreements[0])).answer for _ in range(2))
    for hop, theirs in zip(mine.hops, other.hops, strict=False):
        onward, shell = hop.header("location"), hop is mine.last and kit.style.drawn(mine)
        own = onward != theirs.header("location") if onward else (hop.url, hop.body) != (theirs.url, theirs.body)
        if own and not shell and _is_cached(hop):
            seen = f"{hop.method} {hop.url} is answered with Cache-Control: {hop.header('cache-control')}"
            raise case.broken("what is the buyer's own is kept by nobody else", seen)


def _is_cached(hop: Hop) -> bool:
    """Say whether it is kept for others: a page by shared caches, a permanent redirect by the browser for each that comes."""
    policy = {
        name.strip().lower(): value.strip(' "')
        for name, _, value in (part.partition("=") for part in hop.header("cache-control").split(","))
    }
    age = policy.get("s-maxage") or policy.get("max-age", "")
    if policy.keys() & {"no-store", "no-cache"} or not age.isdigit() or int(age) <= A_MINUTE:
        return False
    shared = "private" not in policy and bool(policy.keys() & {"public", "s-maxage"})
    return hop.status in (301, 308) or (hop.method == "GET" and shared)
