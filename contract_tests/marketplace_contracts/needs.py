"""What must work before something else can be judged: so that one mistake is told once, by the contract that it breaks."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from marketplace_contracts.browser import TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.kit import Kit
from marketplace_contracts.story import NotVerified
from marketplace_contracts.success import accepted

LICENSE = "license_arn_on_first_resolve"


def need_one_each(kit: Kit) -> None:
    """Leave a case aside where not even one buyer gets an account; that is told by another contract."""
    if not kit.style.works:
        hint = "; if it sells another product, say which with --product or --generation" if kit.style.turns_down else ""
        raise NotVerified(f"no buyer of a {kit.turn.generation} product is registered here{hint}: {kit.style.trouble}")


def need_accounts(kit: Kit) -> None:
    """Leave a case aside where an ordinary buyer gets no account of its own; that is told by the family identity."""
    need_one_each(kit)

    def more() -> int | None:
        case = Case(kit)
        watch = case.watch()
        case.registered(case.form(case.buyer().agreements[0]))
        watch.added(least=1)
        return watch.more

    if kit.once(("one account",), more) not in (1, None):
        raise NotVerified("an ordinary buyer gets no account of its own here; see the family identity")


def need_return(kit: Kit) -> None:
    """Leave a case aside where a buyer who comes again is not the same one; that is told by the family replay."""

    def welcome() -> bool:
        case = Case(kit)
        watch = case.watch()
        agreement = case.buyer().agreements[0]
        for _ in range(2):
            visit = case.register(case.form(agreement))
        watch.added()
        return accepted(kit, visit.answer) and (watch.more or 0) < 2

    with _licenses_at_once(kit):
        need_accounts(kit)
        if not kit.once(("return",), welcome):
            raise NotVerified("a buyer who comes again is not let in as the same one here; see the family replay")


def need_licenses(kit: Kit) -> None:
    """Leave a case aside where LicenseArns are not stored at all, or not to be seen."""

    def stored() -> bool:
        case = Case(kit)
        agreement = case.buyer().agreements[0]
        case.registered(case.form(agreement))
        found = case.watch().of([agreement["license_arn"]])
        return found is None or bool(found)

    with _licenses_at_once(kit):
        if not kit.once(("licenses",), stored):
            raise NotVerified("the accounts probe shows no buyer's LicenseArn; let it show that, if it is stored")


def need_two_agreements(kit: Kit) -> None:
    """Leave a case aside where two agreements of one AWS account are not two; that is told by identity-two-agreements."""
    need_one_each(kit)

    def two() -> bool:
        case = Case(kit)
        watch = case.watch()
        buyer = case.buyer()
        case.agreement(buyer)
        for agreement in buyer.agreements:
            case.registered(case.form(agreement))
        added = watch.added()
        return added is None or len(added) > 1 or all(watch.of(buyer.named_by(each)) for each in buyer.agreements)

    with _licenses_at_once(kit):
        if not kit.once(("two agreements",), two):
            raise NotVerified("two agreements of one AWS account are not two here; see identity-two-agreements")


@contextlib.contextmanager
def _licenses_at_once(kit: Kit) -> Iterator[None]:
    """Find out about the subject with the LicenseArn in every answer."""
    if LICENSE not in kit.turn.readings:
        yield
        return
    with kit.circumstances.reading(LICENSE, "present"):
        yield


def tells_refusals(kit: Kit) -> bool:
    """Say whether a buyer with a bad token learns that nothing was registered; note it where that is not so.

    It is told by failures-not-told-as-success, and who is told the same in other cases tells no more.
    """

    def refused() -> bool:
        return not accepted(kit, Case(kit).register({TOKEN_FIELD: kit.new_token()}).answer)

    if not kit.once(("refusals",), refused):
        kit.findings.miss(
            "a buyer with a bad token is told the same as one who is registered; see failures-not-told-as-success"
        )
        return False
    return True


def stores_no_refused(kit: Kit) -> bool:
    """Say whether a buyer with a bad token leaves nothing behind; note it where that is not so.

    It is told by failures-store-nothing, and what is stored of buyers who are refused for other reasons tells no more.
    """

    def nothing() -> bool:
        case = Case(kit)
        watch = case.watch()
        case.register({TOKEN_FIELD: kit.new_token()})
        return not watch.added()

    if not kit.once(("refused store nothing",), nothing):
        kit.findings.miss("of a buyer with a bad token something is stored; see failures-store-nothing")
        return False
    return True


def need_exact(kit: Kit) -> None:
    """Leave a case aside where not even an ordinary form is read; that is told by reading-token-exact."""
    if not kit.style.works and not kit.style.exact:
        raise NotVerified(
            f"the token of an ordinary form does not reach AWS here, see reading-token-exact: {kit.style.trouble}"
        )
