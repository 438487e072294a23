"""Where the token, and who the buyer is, must not turn up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from contract_tests.buyer import TOKEN_FIELD, Browser, Hop
from contract_tests.case import Case, Visit
from contract_tests.contract import contract
from contract_tests.kit import Kit
from contract_tests.leaks import leaked
from contract_tests.story import NotVerified
from contract_tests.style import shape

ONBOARDING = "seller guide, SaaS customer onboarding: the token is resolved promptly and not kept in a cookie"
WAYS = {
    "a good token": {},
    "an invalid token": {"error": "InvalidTokenException"},
    "throttling": {"error": "ThrottlingException"},
    "missing rights": {"error": "AccessDeniedException"},
}


@dataclass(frozen=True)
class Seen:
    """A visit with a token, and what was logged meanwhile."""

    case: Case
    visit: Visit
    token: str
    logged: str


def visits(kit: Kit) -> Iterator[Seen]:
    """Let a buyer come with a good token, with a bad one, and while AWS fails."""
    yield from kit.once(("leaks",), lambda: [_visited(kit, way, rule) for way, rule in WAYS.items()])


def _visited(kit: Kit, way: str, rule: dict[str, str]) -> Seen:
    case = kit.case()
    form = case.form(case.buyer().agreements[0])
    if rule:
        case.fault(f"answers with {way}", **rule)
    before = kit.logs()
    visit = case.register(form)
    written = [now[len(was) :] for was, now in zip(before, kit.logs(), strict=True)]
    return Seen(case, visit, form[TOKEN_FIELD], "\n".join(written))


def _search(kit: Kit, where: str, look: Callable[[Hop], list[str]]) -> None:
    for seen in visits(kit):
        for hop in seen.visit.answer.hops:
            for place in look(hop):
                dress = leaked(seen.token, place)
                if dress:
                    raise seen.case.broken(f"the token is not in {where}", f"it is in {where}, {dress}")


def _headers(hop: Hop, *names: str) -> list[str]:
    return [value for name, value in hop.headers if name.lower() in names]


@contract(
    "leaks-token-in-page",
    "should",
    source=ONBOARDING,
    why="A page is saved, printed, sent to support and read by scripts.",
    once=True,
)
def test_token_is_in_no_page(kit: Kit) -> None:
    """The token is in no page that the buyer gets, neither in its text nor in its source."""
    _search(kit, "the page", lambda hop: [hop.text])


@contract(
    "leaks-token-in-location",
    "must",
    source=ONBOARDING,
    why="An address is kept by histories, proxies and logs, and sent on as the referrer.",
    once=True,
)
def test_token_is_in_no_address(kit: Kit) -> None:
    """The token is in no address that the buyer is sent to."""
    _search(kit, "the address", lambda hop: [*_headers(hop, "location", "refresh", "content-location", "link")])


@contract(
    "leaks-token-in-cookie", "must", source=ONBOARDING, why="AWS forbids it; a cookie outlives the visit.", once=True
)
def test_token_is_in_no_cookie(kit: Kit) -> None:
    """The token is in no cookie, not in a signed one either."""
    _search(
        kit,
        "a cookie",
        lambda hop: [text for cookie in _headers(hop, "set-cookie") for text in (cookie, unquote(cookie))],
    )


@contract(
    "leaks-token-in-header", "should", source=ONBOARDING, why="Headers are logged by every proxy on the way.", once=True
)
def test_token_is_in_no_header(kit: Kit) -> None:
    """The token is in no other header."""
    skipped = ("location", "refresh", "content-location", "link", "set-cookie")
    _search(kit, "a header", lambda hop: [value for name, value in hop.headers if name.lower() not in skipped])


@contract(
    "leaks-token-in-log",
    "must",
    source=ONBOARDING,
    why="Whoever reads the log can register in the buyer's place for four hours.",
    once=True,
)
def test_token_is_not_in_the_log(kit: Kit) -> None:
    """The token is not in the log or on standard output, neither when it resolves nor when it does not."""
    if not kit.logs():
        raise NotVerified(
            "there is no log to look at: give --log FILE, or let the kit start the subject with --command"
        )
    for seen in visits(kit):
        dress = leaked(seen.token, seen.logged)
        if dress:
            raise seen.case.broken("the token is not in the log", f"it is in the log, {dress}")
    if kit.log_file is not None and not kit.log_file.there:
        raise NotVerified(
            f"the subject has made no log {kit.log_file.name!r}; give --log the file that it writes, seen from {Path.cwd()}"
        )


@contract(
    "leaks-token-stored",
    "should",
    source=ONBOARDING,
    why="It is of no use once it is resolved, and of use to a thief.",
    once=True,
)
def test_token_is_not_stored(kit: Kit) -> None:
    """The token is not stored with the account."""
    case = kit.case()
    watch = case.watch()
    form = case.form(case.buyer().agreements[0])
    case.registered(form)
    for entry in watch.added() or []:
        dress = leaked(form[TOKEN_FIELD], "\n".join(str(value) for _, value in entry.leaves()))
        if dress:
            raise case.broken("the token is not stored", f"it is stored with the account, {dress}")


MARKUP = "<i id=kit7c1f>\"'</i>"


@contract(
    "leaks-form-reflected",
    "must",
    source="OWASP: cross-site scripting; the fulfillment URL takes a form from any site",
    why="Any site can make a buyer's browser post a form with a script in it, which then runs on yours.",
    once=True,
)
def test_form_is_never_reflected_as_markup(kit: Kit) -> None:
    """What the form says is never shown as markup."""
    case = kit.case()
    buyer = case.buyer()
    good = case.token(buyer.agreements[0])
    others = {"x-amzn-marketplace-offer-type": MARKUP, "name": MARKUP, "x-amzn-marketplace-product-id": MARKUP}
    for form in ({TOKEN_FIELD: MARKUP}, {TOKEN_FIELD: "a" * 184, **others}, {TOKEN_FIELD: good, **others}, others):
        case = kit.case()
        visit = case.register(form)
        for hop in visit.answer.hops:
            kind = hop.header("content-type").lower()
            if ("html" in kind or "xml" in kind or not kind) and "<i id=kit7c1f>" in hop.text:
                raise case.broken("the form's values are escaped", "a tag out of the form is a tag in the page")


@contract(
    "leaks-customer-in-address",
    "must",
    source="seen: /signup?customer=…, which the next page believes",
    why="Whoever changes the address is somebody else.",
    once=True,
)
def test_address_with_a_customer_is_not_believed(kit: Kit) -> None:
    """If the address of the next page names the customer, naming another one there does not open that one's account."""
    case = kit.case()
    first, second = case.buyer(), case.buyer()
    case.registered(case.form(second.agreements[0]))
    visit = case.registered(case.form(first.agreements[0]))
    names = [
        (mine, theirs)
        for mine, theirs in zip(first.identifiers, second.identifiers, strict=True)
        if mine and mine in visit.answer.last.url
    ]
    if not names:
        return
    mine, theirs = names[0]
    opened = _open(case, visit.answer.last.url.replace(mine, theirs))
    made_up = _open(case, visit.answer.last.url.replace(mine, mine[::-1]))
    if opened.answer.status < 400 and shape(opened.answer) != shape(made_up.answer):
        raise case.broken(
            "the address alone opens nothing", f"a new browser that names {theirs} there gets {case.quoted(opened)}"
        )


def _open(case: Case, url: str) -> Visit:
    browser: Browser = case.browser()
    return case.visit(lambda: browser.get(url), {})
