"""Which product a token is for."""

from __future__ import annotations

from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import keeps, unreadable_answer
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_one_each, stores_no_refused, tells_refusals

SOURCE = "API reference, ResolveCustomer: ProductCode; a token is resolved for every product of the seller"
WHY = "Otherwise a buyer can buy the seller's cheapest product and get the most expensive one."
CLAIMS = (
    "ProductCode",
    "productCode",
    "product_code",
    "product",
    "x-amzn-marketplace-product-id",
    "x-amzn-marketplace-product-code",
)


def _expect_refused(kit: Kit, *, claiming: bool) -> None:
    need_one_each(kit)
    refusals, stores_nothing = tells_refusals(kit), stores_no_refused(kit)
    case = Case(kit)
    watch = case.watch()
    buyer = case.buyer(product=kit.buyers.other_product(kit.turn.generation))
    form = case.form(buyer.agreements[0])
    if claiming:
        form |= dict.fromkeys(CLAIMS, kit.buyers.products[kit.turn.generation])
    visit = case.register(form)
    if refusals:
        case.expect_refused(visit, "the buyer learns that the token is for another product")
    if stores_nothing:
        watch.expect_more(0, "nothing is stored")


@contract("product-other-refused", "must", source=SOURCE, why=WHY)
def test_token_of_another_product_is_refused(kit: Kit) -> None:
    """A token for another product of the same seller is not accepted for this one, and nothing is stored."""
    _expect_refused(kit, claiming=False)


@contract(
    "product-claim-ignored", "must", source=SOURCE, why=WHY, controls=(keeps(test_token_of_another_product_is_refused),)
)
def test_claimed_product_is_ignored(kit: Kit) -> None:
    """A token for another product is not accepted, even if the form names this product."""
    _expect_refused(kit, claiming=True)


@contract(
    "product-missing-not-assumed",
    "should",
    source="service model meteringmarketplace: ProductCode is in no list of required members",
    why="An integration that takes a missing product for the right one checks nothing when an answer leaves it out.",
    controls=(unreadable_answer,),
)
def test_missing_product_is_not_assumed(kit: Kit) -> None:
    """An answer without a ProductCode is not taken to be about this product."""
    need_one_each(kit)
    refusals, stores_nothing = tells_refusals(kit), stores_no_refused(kit)
    case = Case(kit)
    watch = case.watch()
    form = case.form(case.buyer().agreements[0])
    case.fault("leaves ProductCode out of its answers", missing_members=["ProductCode"])
    visit = case.register(form)
    if refusals:
        case.expect_refused(visit, "no buyer is registered without a product")
    if stores_nothing:
        watch.expect_more(0, "nothing is stored")
