"""What happens to a buyer, and to the next one, when AWS fails."""

from __future__ import annotations

from marketplace_contracts.answer import TOO_LATE
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import shown_buyers
from marketplace_contracts.driver import told
from marketplace_contracts.episodes import MARK, Episode, all_episodes, episode, shows_buyer
from marketplace_contracts.kit import Kit
from marketplace_contracts.legibility import AS_SUCCESS, legible, unexplained
from marketplace_contracts.story import Broken, NotVerified
from marketplace_contracts.success import accepted
from marketplace_contracts.timeouts import FAILING
from marketplace_contracts.traces import find_trace
from marketplace_contracts.visit import Visit

API = "API reference, ResolveCustomer, Errors"
CHECKLIST = "SaaS integration checklist; AWS's public pre-review tool"

ERROR_TYPE = {"error_type": ("plain", "namespaced")}


@contract(
    "failures-not-told-as-success",
    "must",
    source=f"{API}; {CHECKLIST}",
    why="A buyer who sees a success page pays for an account that was never set up.",
    once=True,
)
def test_failure_is_not_told_as_success(kit: Kit) -> None:
    """Whatever fails, the buyer never gets the page, or the redirect, of a registered buyer."""
    told: list[Episode] = []
    for lived in all_episodes(kit):
        with kit.findings.noting():
            told += [lived] if accepted(kit, lived.visit.answer) else []
    if any(lived.added for lived in told):  # the page tells the truth, and a later failure may find the account
        kit.findings.miss("a buyer is told of success, and is stored", cause="failures-store-nothing")
        return
    for lived in told:
        raise lived.broken(
            "the buyer learns that nothing was registered",
            f"the buyer was told {lived.case.quoted(lived.visit)}",
        )


@contract(
    "failures-explained",
    "must",
    source=f"{CHECKLIST} looks for a word such as invalid, expired, error, try again, contact, support",
    why="Without an explanation, the buyer does not know what to do.",
    once=True,
)
def test_failure_is_explained(kit: Kit) -> None:
    """Whatever fails, the page says what is wrong or what to do; text that every page of the site has does not count."""
    for lived in all_episodes(kit):
        answer = lived.visit.answer
        with kit.findings.noting():
            if answer.failure or told(kit.session.driver, answer):
                continue
            if accepted(kit, answer):
                raise NotVerified(*AS_SUCCESS)
            if legible(kit, answer, wholly=True) and unexplained(kit, answer):
                raise lived.broken(
                    "the buyer is told what is wrong, or what to do",
                    f"the buyer was told {lived.case.quoted(lived.visit)}",
                )


@contract(
    "failures-store-nothing",
    "must",
    source=f"{API}: an error names no customer",
    why="An account that belongs to nobody gets in the way of the buyer's next attempt, and of every count.",
    once=True,
)
def test_failure_stores_nothing(kit: Kit) -> None:
    """Whatever fails, no account is stored."""
    for lived in all_episodes(kit):
        kit.findings.miss(*lived.missing)
        if lived.added:
            raise lived.broken("nothing is stored", f"stored: {lived.added[0].written[:200]}")


@contract(
    "failures-next-buyer-served",
    "must",
    source="measured: an exception in a callback ends a Node process",
    why="One buyer's failure must not affect other buyers.",
    once=True,
    controls=(shown_buyers,),
)
def test_next_buyer_is_served(kit: Kit) -> None:
    """After any failure, the next buyer is registered, and stored."""
    if kit.service.unserved is not None:
        raise kit.service.unserved
    if not kit.style.works:
        cause = kit.turn.registering
        why = kit.findings.trouble(cause)
        raise NotVerified(f"no registration works here, so the kit cannot judge the next one{why}", cause)
    for lived in all_episodes(kit):
        if lived.lost:
            raise lived.broken("the subject keeps running", lived.lost)
        with kit.findings.noting():
            if lived.next is not None and not accepted(kit, lived.next.answer):
                raise lived.broken(
                    "the next buyer is registered afterwards",
                    f"the next buyer was told {lived.case.quoted(lived.next)}",
                )
    for lived in _with_unstored(kit):
        if lived.next is not None:
            _expect_shown(kit, lived, lived.buyers[1], lived.next, "the next buyer is stored")


@contract(
    "failures-token-works-later",
    "must",
    source="seller guide, SaaS customer onboarding: a token is good until it expires",
    why="The buyer has only one token, and tries again as the page says.",
    once=True,
    controls=(shown_buyers,),
)
def test_token_works_later(kit: Kit) -> None:
    """After a failure that is not the token's fault, the same token registers the buyer once the failure is over, and stores them."""
    if not kit.style.works:
        cause = kit.turn.registering
        why = kit.findings.trouble(cause)
        raise NotVerified(f"no registration works here, so the kit cannot judge a later one{why}", cause)
    for lived in all_episodes(kit):
        if lived.failure.whose == "token" or lived.next is None or lived.again is None:
            continue
        with kit.findings.noting():
            if accepted(kit, lived.next.answer) and not accepted(kit, lived.again.answer):
                raise lived.broken("the same token works later", f"the buyer was told {lived.case.quoted(lived.again)}")
    for lived in _with_unstored(kit):
        if lived.failure.whose != "token" and lived.again is not None:
            _expect_shown(kit, lived, lived.buyers[0], lived.again, "the buyer is stored once the same token works")


def _with_unstored(kit: Kit) -> list[Episode]:
    """Return the episodes again, now that all have been tried, so that a late worker has stored what it stores."""
    return [lived for lived in all_episodes(kit) if lived.unstored]


def _expect_shown(kit: Kit, lived: Episode, buyer: Buyer, visit: Visit, expected: str) -> None:
    """Demand that a buyer who was told of success was stored then, or is now."""
    with kit.findings.noting():
        if buyer in lived.unstored and accepted(kit, visit.answer) and not shows_buyer(kit, buyer):
            raise lived.broken(
                expected, f"nothing is stored for {buyer.account}; the buyer was told {lived.case.quoted(visit)}"
            )


@contract(
    "failures-in-bounded-time",
    "must",
    source="API Gateway ends a request after 29 s; SDKs by default wait a minute and try up to five times",
    why="Browsers and proxies give up after half a minute, and the buyer sees their error instead of yours.",
    once=True,
)
def test_failure_is_told_in_bounded_time(kit: Kit) -> None:
    """Whatever fails, the buyer gets an answer within the time that buyers wait (30 seconds, --patience)."""
    for lived in all_episodes(kit):
        if lived.visit.answer.late or lived.visit.answer.seconds > kit.settings.patience:
            raise lived.broken(
                f"an answer within {kit.settings.patience:g} s", lived.visit.answer.failure or "it came later"
            )
    story = kit.session.timeouts.first.get(FAILING)
    if story is not None:  # an earlier contract made AWS fail, and after two such visits no failure is tried any more
        raise Broken(story, f"an answer within {kit.settings.patience:g} s, when AWS answers badly", TOO_LATE)


@contract(
    "failures-no-stack-trace",
    "must",
    source=f"{CHECKLIST} fails a page with a stack trace",
    why="A stack trace helps attackers, not buyers.",
    once=True,
)
def test_failure_shows_no_stack_trace(kit: Kit) -> None:
    """Whatever fails, the buyer sees no stack trace."""
    for lived in all_episodes(kit):
        for hop in lived.visit.hops:
            found = find_trace(hop.text)
            if found:
                raise lived.broken("no stack trace in the answer", f"it contains {found!r}")


@contract(
    "failures-no-raw-error",
    "must",
    source="AccessDeniedException names the account and the role (seen); AWS's messages are for the seller",
    why="AWS's messages name your account and role, and do not help the buyer.",
    once=True,
)
def test_failure_shows_no_raw_error(kit: Kit) -> None:
    """Whatever fails, the buyer does not see AWS's own message."""
    for lived in all_episodes(kit):
        shown = (
            "\n".join(hop.text + hop.header("location") for hop in lived.visit.hops)
            .replace("+", " ")
            .replace("%20", " ")
        )
        for words in (MARK, MARK.replace(" ", "&#32;"), "when calling the ResolveCustomer operation"):
            if words in shown:
                raise lived.broken(
                    "the buyer is told in the seller's words",
                    f"the answer holds AWS's message: {lived.case.quoted(lived.visit)}",
                )


@contract(
    "failures-not-cached",
    "should",
    source="RFC 9111, section 4.2: a cache shows a page with max-age again without asking the server",
    why="Otherwise a buyer who comes again with a good token sees the old failure.",
    once=True,
)
def test_failure_is_not_cached(kit: Kit) -> None:
    """No cache may keep the page of a failure for longer than a minute."""
    for lived in all_episodes(kit):
        for hop in lived.visit.answer.hops:
            policy = hop.header("cache-control").lower().replace(" ", "")
            ages = [part.partition("=")[2] for part in policy.split(",") if part.startswith(("max-age=", "s-maxage="))]
            if any(age.isdigit() and int(age) > 60 for age in ages) and "no-store" not in policy:
                raise lived.broken("a page that is fetched again", f"Cache-Control is {policy!r}")


@contract(
    "failures-stored-is-told",
    "must",
    source="seen: a mail server failed, and the page said that the registration failed",
    why="A buyer who is told of a failure tries again, writes to support or cancels, although the account exists.",
)
def test_stored_buyer_is_not_told_of_a_failure(kit: Kit) -> None:
    """A buyer whose account is stored is not told that the registration failed."""
    case = Case(kit)
    watch = case.watch()
    buyer = case.buyer()
    visit = case.register(case.form(buyer.agreements[0]))
    added = watch.added()
    if added and visit.outcome == "ok" and not accepted(kit, visit.answer):
        raise case.broken("the buyer is told that the account exists", f"the buyer was told {case.quoted(visit)}")


@contract(
    "failures-token-fault-no-server-error",
    "must",
    source=f"{CHECKLIST} posts test-invalid-token-00000 and fails the page on a status of 500 or above",
    why="AWS does not list a product whose page fails on a bad token.",
    readings=ERROR_TYPE,
    once=True,
)
def test_token_fault_is_no_server_error(kit: Kit) -> None:
    """An invalid or expired token does not get a status of 500 or above."""
    for name in ("invalid token", "expired token"):
        lived = episode(kit, name)
        if lived.visit.answer.crashed:
            raise lived.broken("a status below 500", f"the buyer was told {lived.case.quoted(lived.visit)}")
