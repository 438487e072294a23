"""What happens to a buyer who comes again: by a double click, a reload, or days later."""

from __future__ import annotations

import time
from dataclasses import dataclass

from marketplace_contracts.at_once import ONE_BY_ONE, need_two_at_once, rounds
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.changes import Change, changes, grant, harm
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import (
    expired_again,
    expired_token,
    form_again,
    ordinary_buyers,
    refused_token,
    reload_keeps,
    returns,
)
from marketplace_contracts.entry import Entry, paired
from marketplace_contracts.kit import Kit
from marketplace_contracts.meeting import ONE_FORM, TWO_TABS
from marketplace_contracts.needs import need_accounts, stores_no_refused
from marketplace_contracts.story import NotVerified
from marketplace_contracts.success import accepted
from marketplace_contracts.visit import Visit
from marketplace_contracts.watch import UNSEEN, Watch

CHECKLIST = "SaaS integration checklist: incomplete and repeated registrations are accepted"
SECOND = {"second_resolve": ("same_answer", "expired")}
READING = "seller guide: the same values until expiry; API reference: ExpiredTokenException when resubmitted"


def first_visit(kit: Kit) -> tuple[Case, Watch, Buyer, dict[str, str]]:
    """Register a buyer for the first time."""
    need_accounts(kit)
    case = Case(kit)
    watch = case.watch()
    buyer = case.buyer()
    form = case.form(buyer.agreements[0])
    case.registered(form)
    return case, watch, buyer, form


def expect_no_crash(case: Case, visit: Visit) -> None:
    """Demand that a visit does not end in a crash; a refusal is fine."""
    if visit.answer.crashed:
        raise case.broken("the buyer gets a page", f"the buyer was told {case.quoted(visit)}")


@contract(
    "replay-double-submit",
    "must",
    source=READING,
    why="Otherwise a double click makes two accounts.",
    readings=SECOND,
    controls=(
        ordinary_buyers,
        refused_token,
        expired_token,
        expired_again,
    ),
)
def test_form_posted_twice_makes_one_account(kit: Kit) -> None:
    """A form that is posted twice makes one account, whatever AWS answers to the second post."""
    stores_nothing = stores_no_refused(kit)
    case, watch, _, form = first_visit(kit)
    visit = case.register(form)
    expect_no_crash(case, visit)
    if visit.outcome == "ok" or stores_nothing:
        watch.expect_more(1, "still one account")


@contract(
    "replay-reload-accepted",
    "must",
    source=CHECKLIST,
    why="Otherwise a buyer who reloads the page is told that the purchase is invalid.",
    controls=(
        ordinary_buyers,
        returns,
    ),
)
def test_reload_is_accepted(kit: Kit) -> None:
    """A buyer who reloads while AWS still answers the same is let in again."""
    case, _, _, form = first_visit(kit)
    case.expect_accepted(case.register(form), "the buyer is let in again")


@contract(
    "replay-return-accepted",
    "must",
    source=CHECKLIST,
    why="Otherwise a buyer who did not finish the sign-up, or lost the link to it, comes back from AWS Marketplace and is turned away.",
    readings=SECOND,
    controls=(
        ordinary_buyers,
        form_again,
    ),
)
def test_return_with_a_new_token_is_accepted(kit: Kit) -> None:
    """A buyer who comes back days later with a new token is let in, and still has one account."""
    case, watch, buyer, _ = first_visit(kit)
    case.advance("3d", "lets three days pass")
    visit = case.register(case.form(buyer.agreements[0]))
    case.expect_accepted(visit, "the buyer is let in again")
    watch.expect_more(1, "still one account")


@contract(
    "replay-concurrent-double-submit",
    "must",
    source=READING,
    why="Otherwise, after a double click or with two tabs, both requests find no account and each makes one.",
    readings=SECOND,
    controls=(
        ordinary_buyers,
        returns,
    ),
)
def test_form_posted_twice_at_once_makes_one_account(kit: Kit) -> None:
    """The same form posted twice at the same time, or two forms of one agreement, make one account."""
    need_accounts(kit)
    need_two_at_once(kit)
    stores_nothing = stores_no_refused(kit)
    tried = dict.fromkeys((ONE_FORM, TWO_TABS), False)
    for interleaved in rounds(kit, few=2, many=12):
        for way in tried:
            tried[way] |= _makes_one_account(kit, way, interleaved=interleaved, stores_nothing=stores_nothing)
    if not all(tried.values()):
        raise NotVerified(ONE_BY_ONE)


def _makes_one_account(kit: Kit, way: str, *, interleaved: bool, stores_nothing: bool) -> bool:
    """Let one buyer come twice at once, in this way; return whether that could be judged."""
    case = Case(kit)
    watch = case.watch()
    buyer = case.buyer()
    forms = [case.form(buyer.agreements[0]) for _ in range(2)]
    visits = case.register_together(forms if way == TWO_TABS else forms[:1] * 2, way=way, interleaved=interleaved)
    if case.apart:
        return False
    if not any(accepted(kit, visit.answer) for visit in visits):
        raise case.broken("one of the two is registered", f"both were told {case.quoted(visits[0])}")
    if stores_nothing or all(visit.outcome == "ok" for visit in visits):
        watch.expect_more(1, "one account for both")
    return True


@contract(
    "replay-after-expiry",
    "must",
    source="seller guide, SaaS customer onboarding: a token lives four hours, or one",
    why="Otherwise a reload in a tab that was left open removes the account, or shows a crash.",
    readings={"token_lifetime": ("4h", "1h")},
    controls=(
        refused_token,
        expired_token,
        reload_keeps,
    ),
)
def test_reload_after_expiry_keeps_the_account(kit: Kit) -> None:
    """A reload after the token's expiry leaves the account unchanged and gets a page."""
    stores_nothing = stores_no_refused(kit)
    case, watch, buyer, form = first_visit(kit)
    before = watch.of(buyer.identifiers)
    case.advance("5h", "lets five hours pass, so that the token expires")
    expect_no_crash(case, case.register(form))
    if stores_nothing:
        watch.expect_more(1, "still one account")
    for was, now in _pairs(before, watch.of(buyer.identifiers)):
        harmed = harm(was, now)
        if harmed:
            raise case.broken("the account is unchanged", str(harmed))


Stored = list[Entry] | None


def _pairs(before: Stored, after: Stored) -> list[tuple[Entry, Entry]]:
    return paired(before, after) if before and after and len(before) == len(after) else []


def all_changes(before: Stored, after: Stored) -> list[Change]:
    """Return what changed in entries that were there before."""
    return [change for was, now in _pairs(before, after) for change in changes(was, now)]


@dataclass(frozen=True)
class Again:
    """The return of a buyer: the stored entries before and after, and the metering operations in between."""

    case: Case
    before: Stored
    after: Stored
    metered: list[str]


def _come_again(kit: Kit) -> Again:
    came: Again = kit.once(("come again",), lambda: _came_again(kit))
    return came


def _came_again(kit: Kit) -> Again:
    case, watch, buyer, form = first_visit(kit)
    visit = case.register(case.form(buyer.agreements[0]))  # now AWS has sent everything about this buyer
    if not accepted(kit, visit.answer):
        raise NotVerified(f"a buyer who comes again is told {case.quoted(visit)}", "replay-return-accepted")
    before = watch.of(buyer.identifiers)
    time.sleep(kit.settings.pauses.second)
    meters = bool(_metered(kit, buyer))
    kit.exchanges.forget_others()
    for again, cause in ((form, "replay-double-submit"), (case.form(buyer.agreements[0]), "replay-return-accepted")):
        visit = case.register(again)
        if visit.answer.crashed:
            raise NotVerified(f"a buyer who comes again gets {case.quoted(visit)}", cause)
    after = watch.of(buyer.identifiers)
    if before is not None and not before:
        kit.findings.miss(UNSEEN)
    if meters:
        time.sleep(kit.settings.pauses.second)  # a worker may meter, and has sent the usage of the first visits by now
    return Again(case, before, after, _metered(kit, buyer))


def _metered(kit: Kit, buyer: Buyer) -> list[str]:
    """Return the operations by which AWS got usage of this buyer since `forget_others`."""
    kit.exchanges.new()
    names = [name for name in buyer.identifiers if name]
    theirs = [each for each in kit.exchanges.others if any(name in str(each["parameters"]) for name in names)]
    return [each["operation"] for each in theirs if "Meter" in each["operation"]]


@contract(
    "replay-nothing-reset",
    "must",
    source=CHECKLIST,
    why="A reset starts the trial again, and loses everything that was stored with the account.",
)
def test_coming_again_resets_nothing(kit: Kit) -> None:
    """A buyer who comes again keeps the account's id, its creation time, the end of its trial, and all its data."""
    again = _come_again(kit)
    for change in all_changes(again.before, again.after):
        if change.lost or change.other_id or change.created_again or change.prolonged:
            raise again.case.broken("the account is unchanged", str(change))
        if change.timed_anew:
            kit.findings.miss(
                f"the kit cannot tell whether {change.name}, which {change.became}, is when the account was created or when the "
                "buyer last came; if it is the time of the last visit, leave it out of the accounts probe"
            )


@contract(
    "replay-nothing-granted-twice",
    "must",
    source=CHECKLIST,
    why="Otherwise every reload gives the buyer another hundred credits, or another charge.",
)
def test_coming_again_grants_nothing(kit: Kit) -> None:
    """A buyer who comes again gets no second grant, charge or mail."""
    again = _come_again(kit)
    for was, now in _pairs(again.before, again.after):
        more = grant(was, now)
        if more:
            raise again.case.broken("nothing is granted again", more)


@contract(
    "replay-nothing-metered",
    "should",
    source="API reference, BatchMeterUsage: AWS charges the buyer for metered usage",
    why="Otherwise the buyer pays for every reload of the page.",
)
def test_coming_again_meters_nothing(kit: Kit) -> None:
    """When a buyer comes again, no usage is metered."""
    again = _come_again(kit)
    if again.metered:
        raise again.case.broken(
            "the only call to AWS is ResolveCustomer", f"the subject also called {again.metered[0]}"
        )
