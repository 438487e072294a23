"""What happens to the sign-up of a buyer who comes again."""

from __future__ import annotations

from marketplace_contracts import wording
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import returns
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_accounts
from marketplace_contracts.signup_form import at_the_signup, sign_up
from marketplace_contracts.story import NotVerified
from marketplace_contracts.success import accepted
from marketplace_contracts.test_replay import CHECKLIST, all_changes
from marketplace_contracts.visit import Visit
from marketplace_contracts.watch import Watch


@contract(
    "replay-signup-kept",
    "must",
    source=CHECKLIST,
    why="Otherwise a customer who opens AWS Marketplace again has to sign up again, and the old sign-up is lost.",
    controls=(returns,),
)
def test_coming_again_keeps_the_signup(kit: Kit) -> None:
    """A buyer who has signed up and comes again keeps the data of the sign-up, and is not turned away."""
    need_accounts(kit)
    case = Case(kit)
    buyer = case.buyer()
    form = case.form(buyer.agreements[0])
    for _ in range(2):  # the buyer comes again before the sign-up, too
        browser = case.browser()
        visit = at_the_signup(case, form, browser)
    watch = case.watch()
    bare = watch.of(buyer.identifiers)
    if bare is None:
        return
    email = case.kit.buyers.new_email()
    sign_up(case, browser, visit.answer, email)
    signed_up, named = watch.of(buyer.identifiers), watch.of([email])
    done = all_changes(bare, signed_up)
    if not done and len(bare) == len(signed_up or ()):
        _expect_no_other_signed_up(case, watch, buyer, email)
        if not named:
            raise NotVerified("the sign-up changes nothing that the accounts probe shows; let it show who signed up")
    _expect_customer_let_in(case, case.register(case.form(buyer.agreements[0])))
    for change in all_changes(signed_up, watch.of(buyer.identifiers)):
        if (change.lost and not change.passing) or any(change.undoes(earlier) for earlier in done):
            raise case.broken("the data of the sign-up is kept", str(change))
    if named and watch.of([email]) == []:
        raise case.broken("the data of the sign-up is kept", f"no entry has the customer's {email} any more")


def _expect_customer_let_in(case: Case, visit: Visit) -> None:
    """Demand that a customer with a new token is told neither of a failure nor of a bad token; a sign-in page is fine."""
    kit, answer = case.kit, visit.answer
    if (kit.session.failed(answer) or wording.blames_token(kit.style.message(answer))) and not accepted(kit, answer):
        raise case.broken("a customer who has signed up is let in again", f"the customer was told {case.quoted(visit)}")


def _expect_no_other_signed_up(case: Case, watch: Watch, buyer: Buyer, email: str) -> None:
    """Demand that the buyer's sign-up changes no other buyer's entry."""
    changed = watch.added() or []
    if not watch.of(buyer.identifiers) or len(watch.after or []) != len(watch.before or []):
        return
    for entry in changed:
        if entry.holds([email]) and not entry.holds(buyer.identifiers):
            raise case.broken(
                "the buyer signs up for their own account", f"another buyer's entry has changed: {entry.written}"
            )
