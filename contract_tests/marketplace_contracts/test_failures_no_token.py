"""What is stored for a form that names no buyer, so that nobody ever asks AWS about one."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from marketplace_contracts.browser import OFFER_TYPE_FIELD, TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import stores_no_refused
from marketplace_contracts.success import accepted
from marketplace_contracts.visit import Visit

SIGNUP = {"name": "A buyer", "email": "buyer@example.com", "company": "A company", "contactPerson": "A buyer"}
"""Fields of a sign-up, which many sellers accept beside the token, and some without a purchase."""


def _doubled(case: Case) -> Visit:
    """Post two tokens that AWS refuses."""
    pairs = [(TOKEN_FIELD, case.kit.new_token()), (TOKEN_FIELD, case.kit.new_token())]
    return case.post(urlencode(pairs).encode())


VISITS: dict[str, Callable[[Case], Visit]] = {
    "a form without a token": lambda case: case.register({OFFER_TYPE_FIELD: "free-trial"}),
    "a sign-up without a token": lambda case: case.register(SIGNUP),
    "an empty token": lambda case: case.register({TOKEN_FIELD: "", **SIGNUP}),
    "a token of one space": lambda case: case.register({TOKEN_FIELD: " "}),
    "two tokens that AWS refuses": _doubled,
    "no form, but a GET": lambda case: case.visit(lambda: case.browser().get(), {}),
}


@contract(
    "failures-no-token-stores-nothing",
    "must",
    source="seller guide, SaaS customer onboarding: only ResolveCustomer says who the buyer is",
    why="Anybody can post such a form, so robots fill your database with accounts for which nobody pays.",
    once=True,
)
def test_form_without_a_token_stores_nothing(kit: Kit) -> None:
    """A form without a token, with an empty one, or with two that AWS refuses stores no account, and neither does a GET."""
    if not stores_no_refused(kit):
        return
    for sent, visit in VISITS.items():
        case = Case(kit)
        watch = case.watch()
        came = visit(case)
        added = watch.added()
        if not added or came.outcome == "ok":
            continue
        with kit.findings.noting():
            if SIGNUP.keys() <= came.form.keys() and accepted(kit, came.answer):
                kit.findings.miss(
                    f"after {sent}, an account is stored, and its owner is told of success; that is right if everybody may sign up "
                    "at this address without a purchase"
                )
                continue
            raise case.broken("nothing is stored", f"after {sent}, this is stored: {added[0].written[:200]}")
