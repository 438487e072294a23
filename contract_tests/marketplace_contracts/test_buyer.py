"""What a buyer's browser and AWS's reviewer see."""

from __future__ import annotations

from hypothesis import strategies as st

from marketplace_contracts import strategies, wording
from marketplace_contracts.browser import CROSS_SITE, TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import ordinary_buyers, other_field, refused_token
from marketplace_contracts.disguise import leaked
from marketplace_contracts.kit import Kit
from marketplace_contracts.legibility import foreign, scripted
from marketplace_contracts.needs import need_accounts
from marketplace_contracts.story import NotVerified
from marketplace_contracts.timeouts import WITHOUT_TOKEN
from marketplace_contracts.traces import find_trace
from marketplace_contracts.visit import Visit

CHECKLIST = "SaaS integration checklist"
OTHER_FIELD = b"x-amzn-marketplace-offer-type=free-trial"
"""A form without a token, as a validator sees it."""
PRE_REVIEW_TOKEN = "test-invalid-token-00000"


@contract(
    "buyer-get-page",
    "must",
    source="seen 2026-08: a reviewer opened the URL with GET, met 405, and failed the listing",
    why="Reviewers and buyers open the address directly.",
    once=True,
)
def test_get_gives_a_page(kit: Kit) -> None:
    """A GET of the fulfillment URL returns a page."""
    kit.session.timeouts.forget(WITHOUT_TOKEN)
    case = Case(kit)
    visit = case.visit(lambda: case.browser().get(), {})
    if visit.answer.status >= 400 or visit.answer.failure:
        _post(Case(kit), kit.new_token())  # is it a page for browsers at all?
        raise case.broken("a page", f"the browser got {case.quoted(visit)}")


ORIGINS = [
    CROSS_SITE,
    {**CROSS_SITE, "Origin": "null", "Referer": ""},
    {**CROSS_SITE, "Origin": "https://console.aws.amazon.com", "Referer": "https://console.aws.amazon.com/"},
    {"Sec-Fetch-Site": "cross-site"},
]


@contract(
    "buyer-cross-site-post",
    "must",
    source="seller guide: AWS's site makes the browser post the form, without SameSite cookies and without a CSRF token",
    why="If a protection against forged requests refuses AWS's form, it refuses every buyer.",
    vary={"headers": st.sampled_from(ORIGINS)},
    examples=[{"headers": each} for each in ORIGINS],
    once=True,
    share=0.2,
)
def test_form_from_another_site_is_accepted(kit: Kit, headers: dict[str, str]) -> None:
    """A form posted from AWS's site, without cookies and with a foreign Origin, is not turned away."""
    case = Case(kit)
    buyer = case.buyer()
    visit = _post(case, case.token(buyer.agreements[0]), headers)
    if visit.asked:
        return
    if turned_away(kit, visit) or (kit.style.works and not visit.trouble):
        raise case.broken("AWS is asked about the token", f"it was not; the browser got {case.quoted(visit)}")
    if visit.trouble:
        raise NotVerified(visit.trouble)
    raise NotVerified(
        f"AWS is never asked about a token here ({case.quoted(visit)}); {kit.session.unasked}, which also logs in first if buyers must"
    )


def turned_away(kit: Kit, visit: Visit) -> bool:
    """Return whether a form was turned away unread: forbidden, or redirected to the page that the address shows to everybody.

    A page that asks for a password, or another site, may be a log-in before the form is read.
    """
    came = visit.posted or visit.answer
    if any("password" in form.kinds.values() for form in came.page.forms):
        return False
    if came.hops[0].forbids:
        return True
    return len(came.hops) > 1 and kit.style.goes_home(came)


def _post(case: Case, token: str, site: dict[str, str] | None = None) -> Visit:
    """Post an ordinary form, perhaps with headers of another site; raise NotVerified if the driver posts no form."""
    return case.post(strategies.body(token, [("", "")]), site=site)


@contract(
    "buyer-free-trial",
    "must",
    source="seller guide, free trials: x-amzn-marketplace-offer-type=free-trial comes with the token",
    why="Otherwise every buyer who wants to try the product first is turned away.",
    controls=(
        ordinary_buyers,
        other_field,
    ),
)
def test_free_trial_is_accepted(kit: Kit) -> None:
    """A buyer with a free trial is registered."""
    need_accounts(kit)
    case = Case(kit)
    watch = case.watch()
    buyer = case.buyer()
    if kit.turn.generation == "legacy":
        case.marketplace.cancel_agreement(buyer.agreements.pop()["agreement_id"])
    agreement = case.agreement(buyer, free_trial=True)
    case.expect_accepted(case.register(case.form(agreement)))
    watch.expect_more(1, "one account for the buyer")


@contract(
    "buyer-redirect-303",
    "should",
    source="RFC 9110, section 15.4: after 307 and 308 the browser posts the form again, token and all",
    why="With 307 or 308, the browser posts the token to a page that does not expect it, and the token ends up in logs.",
)
def test_redirect_does_not_post_the_token_again(kit: Kit) -> None:
    """After the token is resolved, a redirect has status 303, not 307 or 308."""
    case = Case(kit)
    form = case.form(case.buyer().agreements[0])
    visit = case.register(form)
    for hop in visit.resolved:
        if hop.status in (307, 308) and hop.header("location") and leaked(form[TOKEN_FIELD], hop.sent):
            raise case.broken(
                "303, which makes the browser GET the next page", f"the browser was sent on with {hop.status}"
            )
    if not visit.resolved:
        raise NotVerified(f"no token is resolved here: {case.quoted(visit)}")


@contract(
    "buyer-html",
    "should",
    source="a browser posts the form and shows the answer",
    why="A buyer who sees JSON takes it for a crash.",
    once=True,
)
def test_browser_is_shown_a_page(kit: Kit) -> None:
    """The buyer's browser gets pages, not JSON, for a form without a token as well."""
    case = Case(kit)
    visits = _three_visits(case)
    for body in (OTHER_FIELD, b""):
        with kit.findings.noting():
            visits.append(case.post(body))
    for answer in (visit.posted or visit.answer for visit in visits):
        if answer.json:
            kind = answer.last.header("content-type")
            raise case.broken("a page", f"the browser got {kind}: {answer.last.brief}")
    if not kit.style.works:
        cause = kit.turn.registering
        why = kit.findings.trouble(cause)
        raise NotVerified(f"no buyer reaches the page of a registered buyer here{why}", cause)


def _three_visits(case: Case) -> list[Visit]:
    """Visit with a bad token, a good one, and none; raise NotVerified if the driver posts no form."""
    posted = [_post(case, "a" * 184), _post(case, case.token(case.buyer().agreements[0]))]
    return [*posted, case.visit(lambda: case.browser().get(), {})]


@contract(
    "buyer-pre-review",
    "must",
    source=f"AWS's public pre-review tool posts {PRE_REVIEW_TOKEN}",
    why="AWS does not list a product whose page fails this test.",
    once=True,
    controls=(refused_token,),
)
def test_pre_review_passes(kit: Kit) -> None:
    """AWS's own pre-review test, an invalid token, gets no status of 500 or above, no stack trace and no `Internal Server Error`."""
    case = Case(kit)
    visit = _post(case, PRE_REVIEW_TOKEN)
    answer = visit.posted or visit.answer
    text = answer.last.text
    found = find_trace(text) or ("Internal Server Error" if "internal server error" in text.lower() else None)
    if answer.crashed or found:
        raise case.broken(
            "a page with a status below 500 that shows no crash", found or f"the tool was told {answer.last.brief}"
        )


@contract(
    "buyer-support-contact",
    "should",
    source=f"{CHECKLIST}: the page has a support contact",
    why="A buyer who is stuck needs somebody to ask, and AWS's reviewer looks for a contact.",
    once=True,
)
def test_page_names_a_support_contact(kit: Kit) -> None:
    """One of the pages that a buyer sees names a support contact."""
    case = Case(kit)
    answers = [
        answer
        for visit in _three_visits(case)
        for answer in dict.fromkeys((visit.posted or visit.answer, visit.answer))
    ]
    for answer in answers:
        if wording.names_contact(answer.page.text) or any(wording.names_contact(link) for link in answer.page.links):
            return
    words = "\n".join(answer.page.text for answer in answers)
    for answer in answers:
        if kit.style.drawn(answer):
            raise NotVerified(scripted(answer))
        if not wording.known(answer.page.language, words, few=not answer.json):
            raise NotVerified(foreign(answer))
    raise case.broken("an address, a phone number or a link for support", "none of the three pages names one")
