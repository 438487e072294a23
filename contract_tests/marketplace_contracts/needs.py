"""What must work before a contract can be judged, so that only the contract that a mistake breaks reports it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from marketplace_contracts.browser import TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.kit import Kit
from marketplace_contracts.story import NotVerified
from marketplace_contracts.success import accepted
from marketplace_contracts.turn import LICENSE, Turn
from marketplace_contracts.watch import FEWER


def need_one_each(kit: Kit) -> None:
    """Raise NotVerified if not even one buyer gets an account; another contract reports that."""
    if not kit.style.works:
        hint = "; if it sells another product, name it with --product or --generation" if kit.style.turns_down else ""
        cause = Turn(kit.turn.generation, {}).registering
        why = kit.findings.trouble(cause)
        raise NotVerified(f"no buyer of a {kit.turn.generation} product is registered here{hint}{why}", cause)


def need_accounts(kit: Kit) -> None:
    """Raise NotVerified if an ordinary buyer gets no separate account; the family identity reports that."""
    need_one_each(kit)

    def more() -> int | None:
        case = Case(kit)
        watch = case.watch()
        case.registered(case.form(case.buyer().agreements[0]))
        watch.added(least=1)
        return watch.more

    added = kit.once(("one account",), more)
    if added not in (1, None):
        if added < 0:
            raise NotVerified(FEWER)
        seen = f": {kit.probe.tables}" if kit.probe.tables.seen else ""
        raise NotVerified(f"an ordinary buyer gets no separate account here{seen}", "identity-two-buyers")


def need_licensed_accounts(kit: Kit) -> None:
    """Raise NotVerified if not even a buyer with a LicenseArn gets a separate account; the family identity reports that."""
    with licenses_at_once(kit):
        need_accounts(kit)


def need_return(kit: Kit) -> None:
    """Raise NotVerified if a returning buyer does not get the same account; the family replay reports that."""

    def welcome() -> bool:
        case = Case(kit)
        watch = case.watch()
        agreement = case.buyer().agreements[0]
        for _ in range(2):
            visit = case.register(case.form(agreement))
        watch.added()
        return accepted(kit, visit.answer) and (watch.more or 0) < 2

    with licenses_at_once(kit):
        need_accounts(kit)
        if not kit.once(("return",), welcome):
            comes_back = "replay-return-accepted"
            raise NotVerified("a returning buyer is not let in to the same account here", comes_back)


def need_licenses(kit: Kit) -> None:
    """Raise NotVerified if the probe never shows a LicenseArn."""

    def stored() -> bool:
        case = Case(kit)
        agreement = case.buyer().agreements[0]
        case.registered(case.form(agreement))
        found = case.watch().of([agreement["license_arn"]])
        return found is None or bool(found)

    with licenses_at_once(kit):
        if not kit.once(("licenses",), stored):
            raise NotVerified(
                "the accounts probe shows no buyer's LicenseArn; let it show the LicenseArn, if the subject stores it"
            )


def need_two_agreements(kit: Kit) -> None:
    """Raise NotVerified if two agreements of one AWS account are not both stored; identity-two-agreements reports that."""
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

    with licenses_at_once(kit):
        if not kit.once(("two agreements",), two):
            cause = "identity-two-agreements"
            raise NotVerified("two agreements of one AWS account are not both stored here", cause)


@contextlib.contextmanager
def licenses_at_once(kit: Kit) -> Iterator[None]:
    """Put the LicenseArn into every answer within the block."""
    if LICENSE not in kit.turn.readings:
        yield
        return
    with kit.circumstances.reading(LICENSE, "present"):
        yield


def tells_refusals(kit: Kit) -> bool:
    """Return whether a buyer with a bad token learns that nothing was registered; if not, note it as missing.

    failures-not-told-as-success reports it, so the same page in other cases needs no second report.
    """

    def refused() -> bool:
        return not accepted(kit, Case(kit).register({TOKEN_FIELD: kit.new_token()}).answer)

    if not kit.once(("refusals",), refused):
        kit.findings.miss(
            "a buyer with a bad token gets the same page as a registered buyer",
            cause="failures-not-told-as-success",
        )
        return False
    return True


def stores_no_refused(kit: Kit) -> bool:
    """Return whether nothing is stored for a buyer with a bad token; if something is, note it as missing.

    failures-store-nothing reports it, so entries of buyers who are refused for other reasons need no second report.
    """

    def nothing() -> bool:
        case = Case(kit)
        watch = case.watch()
        case.register({TOKEN_FIELD: kit.new_token()})
        return not watch.added()

    if not kit.once(("refused store nothing",), nothing):
        cause = "failures-store-nothing"
        kit.findings.miss("something is stored for a buyer with a bad token", cause=cause)
        return False
    return True


def need_exact(kit: Kit) -> None:
    """Raise NotVerified if the subject does not read even an ordinary form; reading-token-exact reports that."""
    if not kit.style.works and not kit.style.exact:
        cause = "reading-token-exact"
        raise NotVerified(f"the token of an ordinary form does not reach AWS here{kit.findings.trouble(cause)}", cause)
