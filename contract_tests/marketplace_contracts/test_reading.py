"""How the subject reads the token from the form that the buyer's browser posts."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote_plus

from hypothesis import strategies as st

from marketplace_contracts import strategies
from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import FORM_TYPE, TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import base64_token, escaped_token, plain_form
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_exact
from marketplace_contracts.story import NotVerified, short
from marketplace_contracts.visit import Visit

MODEL = (
    "service model meteringmarketplace: RegistrationToken has the pattern [\\s\\S]+; two tokens published by sellers"
)
ONBOARDING = "seller guide, SaaS customer onboarding: the browser sends a POST with x-amzn-marketplace-token"


def expect_exact(case: Case, visit: Visit, token: str) -> None:
    """Demand that the subject asked AWS about this token and no other."""
    if not visit.asked:
        if visit.hops[0].forbids or _went_home(case, visit):
            raise NotVerified(f"the subject refuses the form ({case.quoted(visit)})", "buyer-cross-site-post")
        if not case.kit.style.works and (case.kit.session.named_in_vain or _asks_more(visit.answer)):
            raise NotVerified(f"AWS is not asked about the token ({case.quoted(visit)}); {case.kit.session.unasked}")
        if visit.trouble and (not case.kit.style.works or all(hop.status < 400 for hop in visit.hops)):
            raise NotVerified(visit.trouble)
        raise case.broken(
            "ResolveCustomer is asked about the token", f"AWS was never asked; the buyer was told {case.quoted(visit)}"
        )
    for each in visit.asked:
        if each["token"] != token:
            raise case.broken(
                f"ResolveCustomer is asked about exactly {short(repr(token))}", _difference(token, each["token"])
            )


def handed_over(visit: Visit) -> Visit:
    """Return a visit; raise NotVerified if the driver sends the token of its form, whatever came of the form that was posted."""
    if visit.invented:
        raise NotVerified(
            "a later step sends the token that the driver was given, not one that a page handed over, so how the first "
            "step reads the form is not known; let a --driver take the token from where the page's script takes it"
        )
    return visit


def _went_home(case: Case, visit: Visit) -> bool:
    return len(visit.hops) > 1 and case.kit.style.goes_home(visit.answer)


def _asks_more(answer: Answer) -> bool:
    """Return whether the form led on, or to a page with a form or a script, so that a step of the registration may follow."""
    page = answer.page
    return answer.status < 400 and bool(len(answer.hops) > 1 or page.forms or page.scripts)


def _difference(token: str, asked: object) -> str:
    if not isinstance(asked, str):
        return f"it was asked about {asked!r}"
    place = next(
        (at for at, pair in enumerate(zip(token, asked, strict=False)) if pair[0] != pair[1]),
        min(len(token), len(asked)),
    )
    return (
        f"it was asked about {short(repr(asked))}: {len(asked)} characters instead of {len(token)}; the first difference is at "
        f"{place}: {token[place : place + 6]!r} became {asked[place : place + 6]!r}"
    )


@contract(
    "reading-token-exact",
    "must",
    source=MODEL,
    why="Real tokens contain + and /, end in = and may be longer than a database column; AWS only knows the exact token.",
    vary={"token": strategies.base64_tokens()},
    examples=[{"token": strategies.ORDINARY}, {"token": "abcd"}, {"token": strategies.LONGEST}],
    once=True,
    share=2,
)
def test_token_reaches_aws_exactly(kit: Kit, token: str) -> None:
    """Any token that AWS can issue (base64 with +, / and =, 4 to 2,048 characters) reaches ResolveCustomer unchanged."""
    case = Case(kit)
    expect_exact(case, case.register({TOKEN_FIELD: token}), token)


@contract(
    "reading-token-opaque",
    "should",
    source=MODEL,
    why="AWS calls the token opaque and may change its alphabet; an integration that decodes it twice or checks its format then fails.",
    vary={"token": strategies.opaque_tokens()},
    examples=[{"token": "a%2Bb"}, {"token": "100%"}],
    once=True,
    share=2,
    controls=(
        base64_token,
        escaped_token,
    ),
)
def test_opaque_token_reaches_aws_exactly(kit: Kit, token: str) -> None:
    """Any other printable token, even with % or a literal %2B in it, reaches ResolveCustomer unchanged."""
    case = Case(kit)
    expect_exact(case, case.register({TOKEN_FIELD: token}), token)


CONTENT_TYPES = [f"{FORM_TYPE}; charset=utf-8", f"{FORM_TYPE};charset=UTF-8"]


@contract(
    "reading-charset",
    "must",
    source="RFC 9110, section 8.3: a media type may have parameters",
    why="Clients may add a charset to the content type; the form is the same.",
    vary={"content_type": st.sampled_from(CONTENT_TYPES)},
    examples=[{"content_type": each} for each in CONTENT_TYPES],
    once=True,
    controls=(plain_form,),
)
def test_charset_changes_nothing(kit: Kit, content_type: str) -> None:
    """A form whose content type has a charset is read like any other."""
    _expect_read_as(kit, content_type)


@contract(
    "reading-type-case",
    "should",
    source="RFC 9110, section 8.3: the letter case of a media type means nothing; browsers write it in lower case",
    why="A proxy or a test client may write the type in other letters; the form is the same.",
    once=True,
)
def test_letter_case_of_the_type_changes_nothing(kit: Kit) -> None:
    """A form whose content type is written in capital letters is read like any other."""
    _expect_read_as(kit, FORM_TYPE.title())


def _expect_read_as(kit: Kit, content_type: str) -> None:
    need_exact(kit)
    case = Case(kit)
    token = kit.new_token()
    body = strategies.body(token, [("", "")])
    expect_exact(case, handed_over(case.post(body, {"Content-Type": content_type})), token)


@contract(
    "reading-other-fields",
    "must",
    source=f"{ONBOARDING}; x-amzn-marketplace-agreement-id and -product-id were seen beside it",
    why="AWS adds fields over time and promises no order; the token must be found by its name.",
    vary={"around": strategies.fields()},
    once=True,
    controls=(plain_form,),
)
def test_other_fields_change_nothing(kit: Kit, around: list[tuple[str, str]]) -> None:
    """Other fields in the form, in any order, do not change the token that the integration reads."""
    need_exact(kit)
    case = Case(kit)
    token = kit.new_token()
    expect_exact(case, handed_over(case.post(strategies.body(token, around))), token)


@contract(
    "reading-percent-encoding",
    "must",
    source="WHATWG URL, application/x-www-form-urlencoded parsing; RFC 3986, section 2.1: %2b and %2B are the same",
    why="A hand-written form decoder misses escapes that a standard one decodes.",
    vary={"escape": strategies.escapes()},
    examples=[{"escape": each} for each in strategies.ESCAPES],
    once=True,
    share=0.4,
    controls=(plain_form,),
)
def test_percent_encoding_is_undone(kit: Kit, escape: Callable[[str], str]) -> None:
    """Percent-escapes of any character, in upper or lower case, are decoded exactly once."""
    need_exact(kit)
    case = Case(kit)
    token = kit.new_token()
    expect_exact(case, handed_over(case.post(strategies.body(token, [("", "")], escape))), token)


@contract(
    "reading-get-not-redeemed",
    "should",
    source=ONBOARDING,
    why="AWS never sends the token by GET; an address with a token stays in histories and logs, and whoever opens it redeems the token.",
    once=True,
)
def test_token_of_a_get_is_not_redeemed(kit: Kit) -> None:
    """A token in the query string of a GET is not redeemed."""
    case = Case(kit)
    buyer = case.buyer()
    token = case.token(buyer.agreements[0])
    url = f"{kit.subject.url}?{TOKEN_FIELD}={quote_plus(token)}"
    browser, form = case.browser(), {TOKEN_FIELD: token}
    visit = case.visit(lambda: kit.session.walk_on(browser, browser.get(url), form), {})
    if visit.asked:
        raise case.broken("AWS is not asked about a token that came by GET", "AWS was asked about it")
    ordinary = Case(kit).post(strategies.body(kit.new_token(), [("", "")]))
    if not ordinary.asked:
        cause = "reading-token-exact"
        why = kit.findings.trouble(cause)
        raise NotVerified(f"AWS is not asked about an ordinary token, either{why}", cause)
    if ordinary.later and not kit.session.finds_steps:
        raise NotVerified(
            "a later step asks AWS, and the kit does not know whether the page takes that step after a GET"
        )
