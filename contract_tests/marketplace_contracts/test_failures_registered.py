"""What happens to a registered buyer when AWS fails."""

from __future__ import annotations

from marketplace_contracts.case import Case
from marketplace_contracts.changes import harm
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import reload_keeps
from marketplace_contracts.episodes import FAILURES
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_accounts
from marketplace_contracts.service import NEXT
from marketplace_contracts.story import Died, NotVerified
from marketplace_contracts.watch import UNSEEN


@contract(
    "failures-account-kept",
    "must",
    source="API reference, ResolveCustomer, Errors: ThrottlingException and AccessDeniedException say nothing about the customer",
    why="Otherwise a customer who reloads the page at the wrong moment loses the account.",
    once=True,
    controls=(reload_keeps,),
)
def test_failure_keeps_the_account(kit: Kit) -> None:
    """A registered buyer who reloads while AWS fails, or refuses the seller's role, keeps the account unchanged."""
    kit.service.check()
    need_accounts(kit)
    for name in ("throttled", "malformed answer", "empty answer", "access denied"):
        try:
            _expect_kept(Case(kit), name)
        except Died:
            raise NotVerified("the failure stopped the subject", NEXT) from None


def _expect_kept(case: Case, name: str) -> None:
    buyer = case.buyer()
    form = case.form(buyer.agreements[0])
    case.registered(form)
    watch = case.watch()
    before = watch.of(buyer.identifiers)
    if before is None:
        return
    if not before:
        raise NotVerified(UNSEEN)
    case.fault(FAILURES[name].does, **FAILURES[name].rule)
    case.register(form)
    after = watch.of(buyer.identifiers)
    if after is None:
        return
    if len(after) < len(before):
        raise case.broken("the account is unchanged", "the account is gone")
    for was, now in zip(before, after, strict=False):
        harmed = harm(was, now)
        if harmed:
            raise case.broken("the account is unchanged", str(harmed))
