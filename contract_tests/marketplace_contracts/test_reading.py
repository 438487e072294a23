"""How the subject reads the token from the form that the buyer's browser posts."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote_plus

from hypothesis import strategies as st

from marketplace_contracts import strategies
from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import FORM_TYPE, TOKEN_FIELD
from marketplace_contracts.case import Case, Visit
from marketplace_contracts.contract import contract
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_exact, tells_refusals
from marketplace_contracts.story import NotVerified, short
from marketplace_contracts.traces import find_trace

FORM = {"Content-Type": FORM_TYPE}
MODEL = (
    "service model meteringmarketplace: RegistrationToken has the pattern [\\s\\S]+; two tokens published by sellers"
)
ONBOARDING = "seller guide, SaaS customer onboarding: the browser sends a POST with x-amzn-marketplace-token"


def expect_exact(case: Case, visit: Visit, token: str) -> None:
    """Demand that the subject asked AWS about this token and no other."""
    if not visit.asked:
        if visit.hops[0].status in (401, 403, 419) or _went_home(case, visit):
            raise NotVerified(f"the subject refuses the form ({case.quoted(visit)}); see buyer-cross-site-post")
        if not case.kit.style.works and _asks_more(visit.answer):
            raise NotVerified(f"the buyer gets another form before AWS is asked; give a --driver: {case.quoted(visit)}")
        raise case.broken(
            "ResolveCustomer is asked about the token", f"AWS was never asked; the buyer was told {case.quoted(visit)}"
        )
    for each in visit.asked:
        if each["token"] != token:
            raise case.broken(
                f"ResolveCustomer is asked about exactly {short(repr(token))}", _difference(token, each["token"])
            )


def _went_home(case: Case, visit: Visit) -> bool:
    return len(visit.hops) > 1 and case.kit.style.goes_home(visit.answer)


def _asks_more(answer: Answer) -> bool:
    """Return whether the form led to a page with another form, which may be a step of the registration."""
    return answer.status < 400 and any(form.method == "post" for form in answer.page.forms)


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
    examples=[{"token": "MA+/" + "a" * 178 + "+="}, {"token": "abcd"}, {"token": strategies.LONGEST}],
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
)
def test_opaque_token_reaches_aws_exactly(kit: Kit, token: str) -> None:
    """Any other printable token, even with % or a literal %2B in it, reaches ResolveCustomer unchanged."""
    case = Case(kit)
    expect_exact(case, case.register({TOKEN_FIELD: token}), token)


CONTENT_TYPES = [f"{FORM_TYPE}; charset=utf-8", f"{FORM_TYPE};charset=UTF-8", FORM_TYPE.title()]


@contract(
    "reading-charset",
    "must",
    source="RFC 9110, section 8.3: a media type may have parameters",
    why="Clients may add a charset to the content type; the form is the same.",
    vary={"content_type": st.sampled_from(CONTENT_TYPES)},
    examples=[{"content_type": each} for each in CONTENT_TYPES],
    once=True,
)
def test_charset_changes_nothing(kit: Kit, content_type: str) -> None:
    """A form whose content type has a charset, or is written in another letter case, is read like any other."""
    need_exact(kit)
    case = Case(kit)
    token = kit.new_token()
    body = strategies.body(token, [("", "")])
    expect_exact(case, case.send(body, {"Content-Type": content_type}), token)


@contract(
    "reading-other-fields",
    "must",
    source=f"{ONBOARDING}; x-amzn-marketplace-agreement-id and -product-id were seen beside it",
    why="AWS adds fields over time and promises no order; the token must be found by its name.",
    vary={"around": strategies.fields()},
    once=True,
)
def test_other_fields_change_nothing(kit: Kit, around: list[tuple[str, str]]) -> None:
    """Other fields in the form, in any order, do not change the token that the integration reads."""
    need_exact(kit)
    case = Case(kit)
    token = kit.new_token()
    expect_exact(case, case.send(strategies.body(token, around), FORM), token)


@contract(
    "reading-percent-encoding",
    "must",
    source="WHATWG URL, application/x-www-form-urlencoded parsing; RFC 3986, section 2.1: %2b and %2B are the same",
    why="A hand-written form decoder misses escapes that a standard one decodes.",
    vary={"escape": strategies.escapes()},
    examples=[{"escape": each} for each in strategies.ESCAPES],
    once=True,
    share=0.4,
)
def test_percent_encoding_is_undone(kit: Kit, escape: Callable[[str], str]) -> None:
    """Percent-escapes of any character, in upper or lower case, are decoded exactly once."""
    need_exact(kit)
    case = Case(kit)
    token = kit.new_token()
    expect_exact(case, case.send(strategies.body(token, [("", "")], escape), FORM), token)


NO_TOKEN = {
    "a form without the field": b"x-amzn-marketplace-offer-type=free-trial",
    "an empty form": b"",
    "a field of another name": b"token=abcdefgh",
}
EMPTY_TOKEN = {
    "an empty field": f"{TOKEN_FIELD}=".encode(),
    "a field without a value": TOKEN_FIELD.encode(),
}


def _expect_not_asked(kit: Kit, body: bytes) -> None:
    case = Case(kit)
    visit = case.send(body, FORM)
    if visit.asked:
        raise case.broken(
            "AWS is not asked, since there is no token", f"AWS was asked about {visit.asked[0]['token']!r}"
        )


@contract(
    "reading-missing-token-not-asked",
    "should",
    source="measured: boto3 refuses a missing token locally, the JS SDK sends it and gets a ValidationException",
    why="A call without a token can only fail, and the failure is easily mistaken for another one.",
    vary={"form": st.sampled_from(sorted(NO_TOKEN))},
    examples=[{"form": each} for each in NO_TOKEN],
    once=True,
    share=0.2,
)
def test_missing_token_is_not_asked_about(kit: Kit, form: str) -> None:
    """A form without a token never reaches AWS."""
    _expect_not_asked(kit, NO_TOKEN[form])


@contract(
    "reading-empty-token-not-asked",
    "should",
    source="measured: boto3 and the JS SDK both send an empty token; AWS's usual answer is a ValidationException",
    why="A call with an empty token can only fail, and the failure is easily mistaken for another one.",
    vary={"form": st.sampled_from(sorted(EMPTY_TOKEN))},
    examples=[{"form": each} for each in EMPTY_TOKEN],
    once=True,
    share=0.2,
)
def test_empty_token_is_not_asked_about(kit: Kit, form: str) -> None:
    """A form with an empty token never reaches AWS."""
    _expect_not_asked(kit, EMPTY_TOKEN[form])


@contract(
    "reading-missing-token-explained",
    "must",
    source="integration checklist; AWS's pre-review tool fails a page that answers 500 or above",
    why="Buyers open the page from a bookmark or by typing the address; a crash or a welcome leaves them stuck.",
    vary={"form": st.sampled_from(sorted(NO_TOKEN) + sorted(EMPTY_TOKEN))},
    examples=[{"form": each} for each in (*NO_TOKEN, *EMPTY_TOKEN)],
    once=True,
    share=0.2,
)
def test_missing_token_is_explained(kit: Kit, form: str) -> None:
    """A form without a token gets an explanation: no success page, no crash and no stack trace."""
    need_exact(kit)
    case = Case(kit)
    visit = case.send({**NO_TOKEN, **EMPTY_TOKEN}[form], FORM)
    if tells_refusals(kit):
        case.expect_refused(visit, "the buyer learns that nothing was registered")
    if visit.answer.crashed:
        raise case.broken("an answer below 500", f"the buyer was told {case.quoted(visit)}")
    traces = [shown for hop in visit.hops if (shown := find_trace(hop.text))]
    if traces:
        raise case.broken("no stack trace in the answer", f"it contains {traces[0]!r}")


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
    visit = case.visit(lambda: case.browser().get(url), {})
    if visit.asked:
        raise case.broken("AWS is not asked about a token that came by GET", "AWS was asked about it")
