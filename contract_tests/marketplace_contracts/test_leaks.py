"""Where the token must not appear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from marketplace_contracts.answer import Hop
from marketplace_contracts.browser import TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.disguise import leaked
from marketplace_contracts.episodes import all_episodes, written
from marketplace_contracts.kit import Kit
from marketplace_contracts.story import NotVerified
from marketplace_contracts.visit import Visit

ONBOARDING = "seller guide, SaaS customer onboarding: the token is resolved promptly and not kept in a cookie"


@dataclass(frozen=True)
class Seen:
    """A visit with a token, and the log written during the visit."""

    case: Case
    visit: Visit
    token: str
    logged: str


def visits(kit: Kit) -> Iterator[Seen]:
    """Yield a visit with a good token, and one for each way in which AWS fails."""
    yield kit.once(("leaks",), lambda: _visited(kit))
    for lived in all_episodes(kit):
        yield Seen(lived.case, lived.visit, lived.visit.form[TOKEN_FIELD], lived.logged)


def _visited(kit: Kit) -> Seen:
    case = Case(kit)
    form = case.form(case.buyer().agreements[0])
    before = kit.session.logs()
    visit = case.register(form)
    return Seen(case, visit, form[TOKEN_FIELD], written(before, kit.session.logs()))


def _search_hops(kit: Kit, where: str, look: Callable[[Hop], list[str]]) -> None:
    for seen in visits(kit):
        for hop in seen.visit.hops:
            for place in look(hop):
                dress = leaked(seen.token, place)
                if dress:
                    raise seen.case.broken(f"the token is not in {where}", f"it is in {where}, {dress}")


def _header_values(hop: Hop, *names: str) -> list[str]:
    return [value for name, value in hop.headers if name.lower() in names]


@contract(
    "leaks-token-in-page",
    "should",
    source=ONBOARDING,
    why="Pages are saved, printed, sent to support and read by scripts.",
    once=True,
)
def test_token_is_in_no_page(kit: Kit) -> None:
    """No page that the buyer gets contains the token, neither in its text nor in its source."""
    _search_hops(kit, "the page", lambda hop: [hop.text])


@contract(
    "leaks-token-in-location",
    "must",
    source=ONBOARDING,
    why="Addresses stay in histories, proxies and logs, and are sent on as the referrer.",
    once=True,
)
def test_token_is_in_no_address(kit: Kit) -> None:
    """No address to which the buyer is sent contains the token."""
    _search_hops(
        kit, "the address", lambda hop: [*_header_values(hop, "location", "refresh", "content-location", "link")]
    )


@contract(
    "leaks-token-in-cookie",
    "must",
    source=ONBOARDING,
    why="AWS forbids it, and a cookie outlives the visit.",
    once=True,
)
def test_token_is_in_no_cookie(kit: Kit) -> None:
    """No cookie contains the token, not even a signed cookie."""
    _search_hops(
        kit,
        "a cookie",
        lambda hop: [text for cookie in _header_values(hop, "set-cookie") for text in (cookie, unquote(cookie))],
    )


@contract(
    "leaks-token-in-header", "should", source=ONBOARDING, why="Every proxy on the way may log headers.", once=True
)
def test_token_is_in_no_header(kit: Kit) -> None:
    """No other header contains the token."""
    skipped = ("location", "refresh", "content-location", "link", "set-cookie")
    _search_hops(kit, "a header", lambda hop: [value for name, value in hop.headers if name.lower() not in skipped])


@contract(
    "leaks-token-in-log",
    "must",
    source=ONBOARDING,
    why="Whoever reads the log can register in the buyer's place for four hours.",
    once=True,
)
def test_token_is_not_in_the_log(kit: Kit) -> None:
    """Neither the log nor standard output contains the token, whether it resolves or fails in any way."""
    if not kit.session.logs():
        raise NotVerified(
            "there is no log to look at: give --log FILE, or let the kit start the subject with --command"
        )
    for seen in visits(kit):
        dress = leaked(seen.token, seen.logged)
        if dress:
            raise seen.case.broken("the token is not in the log", f"it is in the log, {dress}")
    if kit.session.log_file is not None and not kit.session.log_file.there:
        raise NotVerified(
            f"the subject has written no log {kit.session.log_file.name!r}; give --log the file that it writes, relative to {Path.cwd()}"
        )


@contract(
    "leaks-token-stored",
    "should",
    source=ONBOARDING,
    why="A resolved token is of no use to the seller, but of use to a thief.",
    once=True,
)
def test_token_is_not_stored(kit: Kit) -> None:
    """The token is not stored with the account."""
    case = Case(kit)
    watch = case.watch()
    form = case.form(case.buyer().agreements[0])
    case.registered(form)
    for entry in watch.added() or []:
        dress = leaked(form[TOKEN_FIELD], "\n".join(str(value) for _, value in entry.leaves()))
        if dress:
            raise case.broken("the token is not stored", f"it is stored with the account, {dress}")
