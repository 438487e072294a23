"""Buyers whose LicenseArn comes late, as it sometimes does on the first resolve after a purchase."""

from __future__ import annotations

from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import agreement_ids, keeps, licensed_buyers, ordinary_buyers
from marketplace_contracts.entry import Entry
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_licensed_accounts, need_licenses, need_return, need_two_agreements
from marketplace_contracts.signup_form import sign_up_again
from marketplace_contracts.story import NotVerified
from marketplace_contracts.success import accepted
from marketplace_contracts.turn import CONCURRENT

UNREGISTERED = "a buyer without a LicenseArn is not registered here"


@contract(
    "identity-license-late-registered",
    "should",
    source="seen 2026-08: the first resolve after a purchase lacked LicenseArn, a later one had it",
    why="Otherwise a buyer who did everything right is shut out because of AWS.",
    readings={"license_arn_on_first_resolve": ("absent",)},
    controls=(licensed_buyers,),
)
def test_buyer_whose_license_is_late_is_registered(kit: Kit) -> None:
    """A buyer who has no LicenseArn yet is registered and gets an account all the same."""
    need_licensed_accounts(kit)
    case = Case(kit)
    watch = case.watch()
    buyer = case.buyer()
    visit = case.register(case.form(buyer.agreements[0]))
    case.expect_accepted(visit)
    added = watch.added(least=1)
    if added is None or _stored(kit, added) or added or watch.more:
        return  # how many accounts these buyers have is judged by identity-license-late-one-account
    raise case.broken("an account for the buyer", "the buyer was told of success, and nothing is stored")


def _stored(kit: Kit, added: list[Entry]) -> bool:
    """Return whether the first buyer of the run without a LicenseArn was stored; later ones may share the account."""
    return bool(kit.findings.once(("stored without a license",), lambda: bool(added)))


@contract(
    "identity-license-late-one-account",
    "must",
    source="seen 2026-08: the first resolve after a purchase lacked LicenseArn, a later one had it",
    why="The buyer's work is in the first account, but the second account is the one that opens.",
    readings={"license_arn_on_first_resolve": ("absent",)},
    controls=(licensed_buyers,),
)
def test_license_that_arrives_late_makes_no_second_account(kit: Kit) -> None:
    """A LicenseArn that arrives on the second visit makes no second account, and buyers without a LicenseArn do not share an account."""
    need_return(kit)
    case = Case(kit)
    watch = case.watch()
    buyers = [case.buyer(), case.buyer()]
    for buyer in buyers:
        if not accepted(kit, case.register(case.form(buyer.agreements[0])).answer):
            raise NotVerified(UNREGISTERED, kit.turn.registering)
    added = watch.added(least=2)
    if added == [] and not _stored(kit, added):
        raise NotVerified("nothing is stored for a buyer without a LicenseArn", kit.turn.registering)
    watch.expect_more(2, "an account for each buyer")
    for buyer in buyers:
        case.expect_accepted(case.register(case.form(buyer.agreements[0])), "the buyer is let in again")
    watch.expect_more(2, "still one account for each buyer, after AWS named the licenses")


@contract(
    "identity-license-late-two-agreements",
    "should",
    source="seen 2026-08: the first resolve after a purchase lacked LicenseArn, and had Metadata.AgreementId",
    why="Otherwise the buyer pays for two subscriptions and gets one.",
    readings={"license_arn_on_first_resolve": ("absent",)},
    generations=(CONCURRENT,),
    controls=(licensed_buyers, agreement_ids, keeps(test_license_that_arrives_late_makes_no_second_account)),
)
def test_two_agreements_whose_licenses_are_late_are_two(kit: Kit) -> None:
    """Two agreements of one AWS account are both stored, even while their LicenseArns are late: AgreementId tells them apart, also later."""
    need_two_agreements(kit)
    case = Case(kit)
    watch = case.watch()
    buyer, other = case.buyer(), case.buyer()
    case.agreement(buyer)
    for agreement in (*other.agreements, *buyer.agreements):
        if not accepted(kit, case.register(case.form(agreement)).answer):
            raise NotVerified(UNREGISTERED, kit.turn.registering)
    theirs = watch.of(other.identifiers)
    if theirs is not None and (not theirs or any(entry.holds(buyer.identifiers) for entry in theirs)):
        cause = "identity-license-late-one-account"
        raise NotVerified("buyers without a LicenseArn share an account here", cause)
    added = watch.added()
    kept = [watch.of(Buyer.named_by(agreement)) for agreement in buyer.agreements]
    if added is not None and len(added) < 3 and [] in kept:
        raise case.broken(
            "both agreements are stored", f"{len(added) - 1} account(s) with {2 - kept.count([])} of the two agreements"
        )
    first, second = buyer.agreements
    case.register(case.form(second))
    for entry in watch.of([first["agreement_id"]]) or []:
        if entry.holds([second["license_arn"]]) and not entry.holds([second["agreement_id"]]):
            raise case.broken(
                "the license is stored with its own agreement",
                f"the license of {second['agreement_id']} is stored with {first['agreement_id']}: {entry.written[:300]}",
            )


@contract(
    "identity-license-kept",
    "must",
    source="service model meteringmarketplace: LicenseArn is in no list of required members; UsageRecord.LicenseArn",
    why="Usage is metered under the agreement's LicenseArn; once it is erased, nothing can be charged.",
    controls=(ordinary_buyers,),
)
def test_license_that_an_answer_leaves_out_is_kept(kit: Kit) -> None:
    """A stored LicenseArn is kept when a later answer of AWS leaves it out."""
    need_return(kit)
    need_licenses(kit)
    case = Case(kit)
    agreement = case.buyer().agreements[0]
    case.registered(case.form(agreement))
    watch = case.watch()
    before = watch.of([agreement["license_arn"]])
    if before is not None and not before:
        cause = "identity-license-late-stored"
        raise NotVerified("the accounts probe shows no LicenseArn of this buyer", cause)
    case.fault("leaves LicenseArn out of its answers", missing_members=["LicenseArn"])
    case.register(case.form(agreement))
    if before and watch.of([agreement["license_arn"]]) == []:
        raise case.broken("the LicenseArn is kept", f"no entry has {agreement['license_arn']} any more")


@contract(
    "identity-license-late-stored",
    "should",
    source="seen 2026-08: the first resolve after a purchase lacked LicenseArn; service model meteringmarketplace: UsageRecord.LicenseArn",
    why="Usage is metered under the agreement's LicenseArn; without it, nothing can be charged.",
    readings={"license_arn_on_first_resolve": ("absent",)},
    controls=(licensed_buyers,),
)
def test_license_that_arrives_late_is_stored(kit: Kit) -> None:
    """A LicenseArn that arrives on the second visit is stored, if the integration stores one that arrives on the first."""
    need_return(kit)
    need_licenses(kit)
    case = Case(kit)
    agreement = case.buyer().agreements[0]
    case.registered(case.form(agreement))
    browser = case.browser()
    again = case.registered(case.form(agreement), browser)
    found = case.watch().of([agreement["license_arn"]])
    if found == [] and (signed_up := sign_up_again(case, browser, again.answer)):
        if kit.session.failed(signed_up.answer):
            told = case.quoted(signed_up)
            raise NotVerified(
                f"the buyer is asked to sign up once more, which the kit cannot do: the buyer was told {told}"
            )
        found = case.watch().of([agreement["license_arn"]])
    if found is not None and not found:
        raise case.broken("the LicenseArn is stored", f"no entry has {agreement['license_arn']}")
