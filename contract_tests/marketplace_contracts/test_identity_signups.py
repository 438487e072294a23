"""Sign-ups for two agreements of one AWS account that are open at the same time."""

from __future__ import annotations

from marketplace_contracts.answer import Answer
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.form_filling import asks_something, posted_forms
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_two_agreements
from marketplace_contracts.signup_form import at_the_signup, sign_up
from marketplace_contracts.story import Broken, NotVerified, short
from marketplace_contracts.turn import CONCURRENT


@contract(
    "identity-two-signups",
    "must",
    source="seller guide, concurrent agreements: one buyer account may hold many, and each has its own registration",
    why="Otherwise the first of two colleagues fills in the sign-up, is told that it has been lost, and cannot use what was paid for.",
    generations=(CONCURRENT,),
)
def test_open_signup_outlives_the_next_agreement(kit: Kit) -> None:
    """Each new buyer is asked to sign up; a sign-up that is open stays open when another agreement of the same AWS account is registered in another browser."""
    need_two_agreements(kit)
    for generation, style in kit.findings.styles.items():
        if style.asks and not style.signup:
            _expect_asked(kit, generation)
    _need_signup(kit)
    case = Case(kit)
    buyer = case.buyer()
    case.agreement(buyer)
    browsers = [case.browser() for _ in buyer.agreements]
    arrived = [
        at_the_signup(case, case.form(agreement), browser).answer
        for agreement, browser in zip(buyer.agreements, browsers, strict=True)
    ]
    if not kit.style.signup and not posted_forms(arrived[0]):  # although another buyer has signed up
        raise _unasked(case, arrived[0])
    first, second = (sign_up(case, browser, answer) for browser, answer in zip(browsers, arrived, strict=True))
    if kit.session.failed(first.answer):
        raise case.broken("the first buyer signs up, too", f"the buyer was told {case.quoted(first)}")
    if kit.style.signup and not kit.session.failed(second.answer):
        for agreement in buyer.agreements:
            if case.watch().of(Buyer.named_by(agreement)) == []:
                raise case.broken("both agreements are stored", f"nothing is stored for {agreement['agreement_id']}")


def _expect_asked(kit: Kit, generation: str) -> None:
    """Demand that a new buyer is still asked to sign up, as the first ones were; it counts only if a second one is not, either."""
    for _ in range(2):
        case = Case(kit)
        visit = case.register(case.form(case.buyer(generation=generation).agreements[0]))
        if kit.session.failed(visit.answer) or visit.outcome != "ok" or asks_something(visit.answer):
            return
    raise _unasked(case, visit.answer)


def _unasked(case: Case, answer: Answer) -> Broken:
    told = short(" ".join(answer.told.split()), 160)
    return case.broken("the next new buyer is asked to sign up, too", f"the page has no form any more: {told!r}")


def _need_signup(kit: Kit) -> None:
    """Raise NotVerified if not even one buyer signs up."""

    def signs_up() -> bool:
        case = Case(kit)
        browser = case.browser()
        answer = at_the_signup(case, case.form(case.buyer().agreements[0]), browser).answer
        return not kit.session.failed(sign_up(case, browser, answer).answer)

    if not kit.once(("one signup",), signs_up):
        raise NotVerified("not even one buyer signs up here", "buyer-signup-answered")
