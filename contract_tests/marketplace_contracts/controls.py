"""Control experiments: before a contract is called broken, the same without what it varies must go well.

Each raises NotVerified with the id of the contract that reports the plain case, if the plain case fails as well.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator

from marketplace_contracts import strategies
from marketplace_contracts.browser import TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.changes import harm
from marketplace_contracts.contract import Test
from marketplace_contracts.episodes import episode, shows_buyer
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import licenses_at_once
from marketplace_contracts.story import Broken, NotVerified
from marketplace_contracts.success import accepted
from marketplace_contracts.traces import find_trace
from marketplace_contracts.visit import Visit
from marketplace_contracts.watch import FEWER

_BASE64 = re.compile(r"[A-Za-z0-9+/]")


def keeps(test: Test) -> Callable[..., None]:
    """Make a control of another contract, which does not vary anything: it is kept."""

    def control(kit: Kit, **drawn: object) -> None:
        try:
            test.contract.function(kit)
        except Broken as broken:
            raise NotVerified(f"the plain case fails as well ({broken.seen})", test.contract.id) from None

    return control


# reading


def plain_form(kit: Kit, **drawn: object) -> None:
    """An ordinary form, with nothing around the token, is read exactly."""
    token = kit.new_token()
    case = Case(kit)
    visit = case.post(strategies.body(token, [("", "")]))
    _expect_read(case, visit, token, "an ordinary form", "reading-token-exact")


def base64_token(kit: Kit, token: str) -> None:
    """A token of the same letters, and one as AWS issues them, is read exactly."""
    kept = "".join(_BASE64.findall(token))
    for plain in (kept + "A" * (-len(kept) % 4 or (0 if kept else 4)), strategies.ORDINARY):
        case = Case(kit)
        _expect_read(case, case.register({TOKEN_FIELD: plain}), plain, "an ordinary token", "reading-token-exact")


def escaped_token(kit: Kit, **drawn: object) -> None:
    """An ordinary token is read exactly if every character is escaped, as those of an unusual one are."""
    token = kit.new_token()
    case = Case(kit)
    visit = case.post(strategies.body(token, [("", "")], strategies.ALL))
    _expect_read(case, visit, token, "an ordinary token in escapes", "reading-percent-encoding")


def _expect_read(case: Case, visit: Visit, token: str, what: str, cause: str) -> None:
    if [each["token"] for each in visit.asked[:1]] != [token]:
        raise NotVerified(f"{what} does not reach AWS unchanged either ({case.quoted(visit)})", cause)


# refusals


def refused_token(kit: Kit, **drawn: object) -> None:
    """A token that AWS does not know gets no crash and no stack trace."""
    case = Case(kit)
    visit = case.register({TOKEN_FIELD: kit.new_token()})
    if visit.answer.crashed:
        cause = "failures-token-fault-no-server-error"
        raise NotVerified(f"every bad token is answered like this ({case.quoted(visit)})", cause)
    if any(find_trace(hop.text) for hop in visit.answer.hops):
        cause = "failures-no-stack-trace"
        raise NotVerified("every bad token is answered with a stack trace", cause)


def expired_token(kit: Kit, **drawn: object) -> None:
    """A token that AWS calls expired gets no crash."""
    if episode(kit, "expired token").visit.answer.crashed:
        raise NotVerified("an expired token is answered with a crash", "failures-token-fault-no-server-error")


def unreadable_answer(kit: Kit, **drawn: object) -> None:
    """An answer of AWS that says nothing registers nobody."""
    lived = episode(kit, "empty answer")
    if lived.added:
        raise NotVerified("a buyer about whom AWS says nothing at all is stored as well", "failures-store-nothing")
    if accepted(kit, lived.visit.answer):
        cause = "failures-not-told-as-success"
        raise NotVerified("a buyer about whom AWS says nothing at all is let in as well", cause)


# buyers


def ordinary_buyers(kit: Kit, **drawn: object) -> None:
    """Two ordinary buyers, one after the other, are registered, and each gets an account."""
    case = Case(kit)
    watch = case.watch()
    for _ in ("one", "another"):
        visit = case.register(case.form(case.buyer().agreements[0]))
        if not accepted(kit, visit.answer):
            cause = kit.turn.registering
            raise NotVerified(f"an ordinary buyer is refused as well ({case.quoted(visit)})", cause)
    watch.added(least=2)
    if watch.more not in (2, None):
        if watch.more < 0:
            raise NotVerified(FEWER)
        cause = "identity-two-buyers"
        raise NotVerified(f"two ordinary buyers make {watch.more:+d} accounts here", cause)


def agreement_ids(kit: Kit, **drawn: object) -> None:
    """An ordinary buyer's AgreementId is stored, so the subject can read it."""
    with licenses_at_once(kit):
        case = Case(kit)
        agreement = case.buyer().agreements[0]
        case.registered(case.form(agreement))
        if case.watch().of([agreement["agreement_id"]]) == []:
            raise NotVerified(
                "the accounts probe shows no buyer's AgreementId, and nothing else tells two agreements apart while their "
                "LicenseArns are late; if the SDK drops Metadata, as the AWS SDK for JavaScript 3.1138 does, take "
                "Metadata.AgreementId from the raw answer; if you store it, let the probe show it"
            )


def shown_buyers(kit: Kit, **drawn: object) -> None:
    """An ordinary buyer is still shown by the probe, if it shows buyers at all."""
    case = Case(kit)
    buyer = case.buyer()
    if accepted(kit, case.register(case.form(buyer.agreements[0])).answer) and not shows_buyer(kit, buyer):
        raise NotVerified("the accounts probe does not show the newest buyer; let it show all", "identity-two-buyers")


def licensed_buyers(kit: Kit, **drawn: object) -> None:
    """The same if AWS names the LicenseArn at once, and each buyer may come again."""
    with licenses_at_once(kit):
        ordinary_buyers(kit)
        returns(kit)


def other_field(kit: Kit, **drawn: object) -> None:
    """A form with one more field, which says nothing, is read like any other."""
    token = kit.new_token()
    case = Case(kit)
    body = strategies.body(token, [("", ""), ("x-amzn-marketplace-new-field", "new")])
    visit = case.post(body)
    _expect_read(case, visit, token, "a token with any other field after it", "reading-other-fields")


def returns(kit: Kit, **drawn: object) -> None:
    """A buyer who posts the form again, and then comes with a new token, is let in to the one account."""
    form_again(kit)
    with _same_answer(kit):
        case = Case(kit)
        agreement = case.buyer().agreements[0]
        case.registered(case.form(agreement))
        visit = case.register(case.form(agreement))
    if not accepted(kit, visit.answer):
        cause = "replay-return-accepted"
        raise NotVerified(f"a buyer who comes with a new token is refused ({case.quoted(visit)})", cause)


def form_again(kit: Kit, **drawn: object) -> None:
    """A form that is posted again, while AWS answers the same, makes no second account and no crash."""
    cause = "replay-double-submit"
    with _same_answer(kit):
        case = Case(kit)
        watch = case.watch()
        form = case.form(case.buyer().agreements[0])
        case.registered(form)
        visit = case.register(form)
    if visit.answer.crashed:
        raise NotVerified(f"the same form, posted again, is answered with {case.quoted(visit)}", cause)
    watch.added()
    if watch.more not in (1, None):
        raise NotVerified(f"the same form, posted twice, makes {watch.more:+d} accounts", cause)


def expired_again(kit: Kit, **drawn: object) -> None:
    """A reload with an expired token keeps the account."""
    case = Case(kit)
    watch = case.watch()
    form = case.form(case.buyer().agreements[0])
    case.registered(form)
    case.advance("5h", "lets five hours pass, so that the token expires")
    case.register(form)
    watch.added()
    if watch.more not in (1, None):
        cause = "replay-after-expiry"
        raise NotVerified(f"an expired token makes the account {watch.more:+d}", cause)


def reload_keeps(kit: Kit, **drawn: object) -> None:
    """A reload while AWS answers as usual leaves the account unchanged."""
    case = Case(kit)
    watch = case.watch()
    buyer = case.buyer()
    form = case.form(buyer.agreements[0])
    case.registered(form)
    before = watch.of(buyer.identifiers) or []
    case.register(form)
    after = watch.of(buyer.identifiers) or []
    if len(after) < len(before) or any(harm(was, now) for was, now in zip(before, after, strict=False)):
        cause = "replay-nothing-reset"
        raise NotVerified("a reload changes the account even while AWS works", cause)


@contextlib.contextmanager
def _same_answer(kit: Kit) -> Iterator[None]:
    """Let AWS answer every resolve of a token alike within the block."""
    if "second_resolve" not in kit.turn.readings:
        yield
        return
    with kit.circumstances.reading("second_resolve", "same_answer"):
        yield
