"""What the subject does with a form that has no token."""

from __future__ import annotations

from hypothesis import strategies as st

from marketplace_contracts import strategies
from marketplace_contracts.browser import TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import refused_token
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_exact, tells_refusals
from marketplace_contracts.story import NotVerified
from marketplace_contracts.test_reading import handed_over
from marketplace_contracts.traces import find_trace

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
    visit = case.post(body)
    if visit.asked:
        handed_over(Case(kit).post(strategies.body(kit.new_token(), [("", "")])))
        raise case.broken(
            "AWS is not asked, since there is no token", f"AWS was asked about {visit.asked[0]['token']!r}"
        )
    if visit.trouble and visit.answer.status < 400:
        raise NotVerified(f"this form has no token, and {visit.trouble}")
    if not kit.style.works and not Case(kit).post(strategies.body(kit.new_token(), [("", "")])).asked:
        cause = "reading-token-exact"
        why = kit.findings.trouble(cause)
        raise NotVerified(f"AWS is not asked about an ordinary token, either{why}", cause)


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
    controls=(refused_token,),
)
def test_missing_token_is_explained(kit: Kit, form: str) -> None:
    """A form without a token gets an explanation: no success page, no empty page, no crash and no stack trace."""
    need_exact(kit)
    case = Case(kit)
    visit = case.post({**NO_TOKEN, **EMPTY_TOKEN}[form])
    if not visit.trouble and tells_refusals(kit):
        case.expect_refused(visit, "the buyer learns that nothing was registered")
    if visit.answer.crashed:
        raise case.broken("an answer below 500", f"the buyer was told {case.quoted(visit)}")
    traces = [shown for hop in visit.hops if (shown := find_trace(hop.text))]
    if traces:
        raise case.broken("no stack trace in the answer", f"it contains {traces[0]!r}")
    answer = visit.posted or visit.answer
    if answer.json:
        raise NotVerified("the browser gets JSON and no page", "buyer-html")
    if not answer.last.body.strip() and not answer.last.header("location"):
        raise case.broken("a page that explains", f"the page is empty, with status {answer.status}")
    if answer.page.bare and not answer.last.onward and "<img" not in answer.last.text:
        raise case.broken("a page that explains", f"the page says no more than its title, {answer.page.title!r}")
    if visit.trouble and visit.answer.status < 400:
        raise NotVerified(f"this form has no token, and {visit.trouble}")
