"""Whether a buyer is new or a known one."""

from __future__ import annotations

from hypothesis import strategies as st

from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import ordinary_buyers
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_one_each
from marketplace_contracts.story import NotVerified
from marketplace_contracts.success import accepted
from marketplace_contracts.turn import CONCURRENT, LEGACY

MODEL = (
    "service model meteringmarketplace, botocore 1.44.8: CustomerIdentifier is not populated for concurrent agreements"
)
UNPOPULATED = {"unpopulated_customer_identifier": ("absent", "empty", "null")}


def expect_own_accounts(case: Case, buyers: list[Buyer], expected: str) -> None:
    """Demand that no entry has the identifiers of two buyers."""
    watch = case.watch()
    for buyer in buyers:
        others = [other for other in buyers if other is not buyer]
        for entry in watch.of([buyer.account]) or []:
            for other in others:
                if entry.holds(other.identifiers):
                    raise case.broken(
                        expected, f"one entry has {buyer.account} and {other.account}: {entry.written[:200]}"
                    )


@contract(
    "identity-without-customer-identifier",
    "must",
    source=MODEL,
    why="Every buyer of a product created since 2026-06-01 comes without CustomerIdentifier; an integration that requires it refuses them all.",
    readings=UNPOPULATED,
    generations=(CONCURRENT,),
)
def test_buyer_without_customer_identifier_is_registered(kit: Kit) -> None:
    """A buyer without CustomerIdentifier (absent, empty or null) is registered and gets an account."""
    case = Case(kit)
    watch = case.watch()
    buyer = case.buyer()
    visit = case.register(case.form(buyer.agreements[0]))
    if visit.outcome != "ok":
        cause = "reading-token-exact"
        answered = f"AWS answered {visit.outcome}" if visit.asked else "AWS was not asked"
        raise NotVerified(f"{answered} about the buyer's token{kit.findings.trouble(cause)}", cause)
    added = watch.added(least=1)
    if not accepted(kit, visit.answer) and added:
        cause = "failures-stored-is-told"
        raise NotVerified("the buyer is stored, but told of a failure", cause)
    if not accepted(kit, visit.answer) and kit.exchanges.unanswered:
        raise NotVerified(f"{kit.exchanges.unanswered}, and registers nobody without: {case.quoted(visit)}")
    case.expect_accepted(visit)
    if watch.more not in (1, None):
        cause = "identity-two-buyers"
        raise NotVerified(f"the buyer is registered, and makes {watch.more:+d} accounts", cause)
    following = case.register(case.form(case.buyer().agreements[0]))
    case.expect_accepted(following, "the next buyer of this kind is registered too")


@contract(
    "identity-legacy-buyer",
    "must",
    source="service model meteringmarketplace, botocore 1.44.8: Metadata.AgreementId belongs to concurrent agreements",
    why="Products created before 2026-06-01 stay as they are, and so do their buyers.",
    generations=(LEGACY,),
)
def test_buyer_of_a_legacy_product_is_registered(kit: Kit) -> None:
    """A buyer with CustomerIdentifier and without Metadata.AgreementId is registered and gets an account."""
    test_buyer_without_customer_identifier_is_registered.contract.function(kit)


@contract(
    "identity-two-buyers",
    "must",
    source=MODEL,
    why="Buyers who share an account see each other's data, and one of them pays for both.",
    readings=UNPOPULATED,
)
def test_two_buyers_are_two_accounts(kit: Kit) -> None:
    """Two buyers get two accounts, each with its own identifiers."""
    need_one_each(kit)
    case = Case(kit)
    watch = case.watch()
    buyers = [case.buyer(), case.buyer()]
    for buyer in buyers:
        visit = case.register(case.form(buyer.agreements[0]))
        if not accepted(kit, visit.answer):
            cause = kit.turn.registering
            raise NotVerified(f"an ordinary buyer is refused under this reading: {case.quoted(visit)}", cause)
    watch.expect_more(2, "an account for each buyer")
    expect_own_accounts(case, buyers, "an account for each buyer")


@contract(
    "identity-two-agreements",
    "must",
    source="seller guide, concurrent agreements: one buyer account may hold many; the key is LicenseArn",
    why="If the second agreement overwrites the first, the buyer pays for two subscriptions and gets one.",
    readings=UNPOPULATED,
    generations=(CONCURRENT,),
    controls=(ordinary_buyers,),
)
def test_two_agreements_of_one_buyer_are_two(kit: Kit) -> None:
    """Two agreements of one AWS account are both stored."""
    need_one_each(kit)
    case = Case(kit)
    watch = case.watch()
    buyer = case.buyer()
    case.agreement(buyer)
    for index, agreement in enumerate(buyer.agreements):
        visit = case.register(case.form(agreement))
        if not accepted(kit, visit.answer) and index == 0:
            cause = kit.turn.registering
            raise NotVerified(f"not even one agreement is registered under this reading: {case.quoted(visit)}", cause)
        case.expect_accepted(visit, "the second agreement is registered too")
    added = watch.added()
    if added is None:
        return
    kept = [watch.of(Buyer.named_by(agreement)) for agreement in buyer.agreements]
    if len(added) < 2 and [] in kept:
        raise case.broken(
            "both agreements are stored", f"{len(added)} account(s) with {2 - kept.count([])} of the two agreements"
        )
    licensed = [watch.of([agreement["license_arn"]]) for agreement in buyer.agreements]
    if [] in licensed and any(licensed):
        raise case.broken("each agreement is stored with its LicenseArn", "one of the two LicenseArns is not stored")


CLAIMS = {
    "CustomerIdentifier": "identifier",
    "customerIdentifier": "identifier",
    "customer_identifier": "identifier",
    "customer_id": "identifier",
    "customerId": "identifier",
    "x-amzn-marketplace-customer-identifier": "identifier",
    "CustomerAWSAccountId": "account",
    "customerAWSAccountId": "account",
    "customer_aws_account_id": "account",
    "aws_account_id": "account",
    "accountId": "account",
    "account_id": "account",
    "LicenseArn": "license",
    "licenseArn": "license",
    "license_arn": "license",
    "AgreementId": "agreement",
    "agreement_id": "agreement",
    "x-amzn-marketplace-agreement-id": "agreement",
    "plan": "plan",
    "Plan": "plan",
    "tier": "plan",
    "dimension": "plan",
    "quantity": "number",
    "seats": "number",
    "users": "number",
    "units": "number",
    "licenses": "number",
    "credits": "number",
    "customer": "identifier",
    "account": "account",
    "license": "license",
    "agreement": "agreement",
}
"""The names of the fields that a browser may forge, and what each claims."""


@contract(
    "identity-claims-ignored",
    "must",
    source="seller guide, SaaS customer onboarding: only ResolveCustomer says who the buyer is",
    why="Anybody can write a form; an integration that believes it gives away other buyers' accounts, and plans and seats that nobody paid for.",
    vary={"claimed": st.lists(st.booleans(), min_size=len(CLAIMS), max_size=len(CLAIMS)), "in_query": st.booleans()},
    examples=[{"claimed": [True] * len(CLAIMS), "in_query": in_query} for in_query in (False, True)],
    share=0.4,
    controls=(ordinary_buyers,),
)
def test_claims_of_the_browser_are_ignored(kit: Kit, claimed: list[bool], in_query: bool) -> None:
    """The integration ignores who the form or the query says the buyer is, and what it says the buyer bought."""
    need_one_each(kit)
    case = Case(kit)
    victim = case.buyer()
    case.registered(case.form(victim.agreements[0]))
    watch = case.watch()
    theirs = watch.of(victim.identifiers)
    buyer = case.buyer()
    values = {
        "identifier": victim.identifier,
        "account": victim.account,
        "license": victim.agreements[0]["license_arn"],
        "agreement": victim.agreements[0]["agreement_id"],
        "plan": f"plan-{kit.buyers.name('claimed')}",
        "number": "987654",
    }
    claims = {name: values[CLAIMS[name]] for name, claim in zip(CLAIMS, claimed, strict=True) if claim}
    form = case.form(buyer.agreements[0])
    if in_query:
        browser = case.browser()
        browser.url += "?" + "&".join(f"{name}={value}" for name, value in claims.items())
        visit = case.register(form, browser)
    else:
        visit = case.register({**form, **claims})
    if not accepted(kit, visit.answer):
        return  # refusing a form with such claims also ignores them
    added = watch.expect_more(1, "an account for the buyer that AWS names")
    for entry in added:
        for name, value in entry.leaves():
            if str(value) in claims.values():
                raise case.broken(
                    "nothing that the form claimed is stored", f"{name} is {value!r}, which only the form has"
                )
    if theirs is not None and theirs != watch.of(victim.identifiers):
        raise case.broken("the other buyer's account is unchanged", "it changed")


@contract(
    "identity-unknown-members",
    "must",
    source="Smithy: AWS JSON 1.1: clients ignore members that they do not know; Metadata was new in botocore 1.44",
    why="AWS adds members to its answers without notice; an integration that refuses them stops working that day.",
    controls=(ordinary_buyers,),
)
def test_unknown_members_of_the_answer_are_ignored(kit: Kit) -> None:
    """The integration ignores members of AWS's answer that it does not know."""
    need_one_each(kit)
    case = Case(kit)
    watch = case.watch()
    buyer = case.buyer()
    form = case.form(buyer.agreements[0])
    case.fault("adds new members to its answers", spoils=False, extra_members=True)
    case.expect_accepted(case.register(form))
    watch.expect_more(1, "one account for the buyer")
