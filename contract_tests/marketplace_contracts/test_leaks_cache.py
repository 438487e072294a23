"""Which of a registered buyer's pages caches keep and show to others."""

from __future__ import annotations

from marketplace_contracts.answer import Hop
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.kit import Kit

A_MINUTE = 60


@contract(
    "leaks-page-in-cache",
    "should",
    source="RFC 9111, section 3: shared caches keep public answers; RFC 9110, section 15.4.2: 301 is permanent",
    why="A proxy, or a shared browser, shows one buyer the page of another.",
)
def test_own_page_is_not_kept(kit: Kit) -> None:
    """A registered buyer's own page or permanent redirect may not be kept for longer than a minute, neither by shared caches nor by a browser that several buyers use."""
    case = Case(kit)
    mine, other = (case.registered(case.form(case.buyer().agreements[0])).answer for _ in range(2))
    for hop, theirs in zip(mine.hops, other.hops, strict=False):
        onward, shell = hop.header("location"), hop is mine.last and kit.style.drawn(mine)
        own = onward != theirs.header("location") if onward else (hop.url, hop.body) != (theirs.url, theirs.body)
        if own and not shell and _is_cached(hop):
            seen = f"{hop.method} {hop.url} is answered with Cache-Control: {hop.header('cache-control')}"
            raise case.broken("no cache keeps the buyer's own page for others", seen)


def _is_cached(hop: Hop) -> bool:
    """Return whether others can get the answer: a page from a shared cache, a permanent redirect from a shared browser."""
    policy = {
        name.strip().lower(): value.strip(' "')
        for name, _, value in (part.partition("=") for part in hop.header("cache-control").split(","))
    }
    age = policy.get("s-maxage") or policy.get("max-age", "")
    if policy.keys() & {"no-store", "no-cache"} or not age.isdigit() or int(age) <= A_MINUTE:
        return False
    shared = "private" not in policy and bool(policy.keys() & {"public", "s-maxage"})
    return hop.status in (301, 308) or (hop.method == "GET" and shared)
