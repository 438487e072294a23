"""Buyers who buy two products of one seller."""

from __future__ import annotations

from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import ordinary_buyers
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_accounts
from marketplace_contracts.story import NotVerified
from marketplace_contracts.turn import BOTH
from marketplace_contracts.watch import Watch


@contract(
    "identity-two-products",
    "must",
    source="ResolveCustomer answers with a ProductCode: an AWS account may subscribe to each of a seller's products",
    why="If the second product overwrites the first, or is taken for it, the buyer pays for two products and gets one.",
    once=True,
    controls=(ordinary_buyers,),
)
def test_two_products_of_one_buyer_are_two(kit: Kit) -> None:
    """An AWS account that buys two products of the seller, one of each generation, gets both."""
    if not set(BOTH) <= set(kit.buyers.products):
        raise NotVerified("the subject sells one product here; give --product for one of each generation")
    need_accounts(kit)
    for order in (BOTH, BOTH[::-1]):
        case = Case(kit)
        case.registered(case.form(case.buyer(generation=order[1]).agreements[0]))
        watch = case.watch()
        buyer = case.buyer(generation=order[0])
        case.agreement(buyer, product=kit.buyers.products[order[1]])
        case.registered(case.form(buyer.agreements[0]))
        case.expect_accepted(case.register(case.form(buyer.agreements[1])), "the second product is registered too")
        if watch.added() is not None and (watch.more or 0) < 2:
            _expect_both(case, watch, buyer)


def _expect_both(case: Case, watch: Watch, buyer: Buyer) -> None:
    """Demand that one entry has both products; the entry may name each by its agreement or by its product code."""
    for agreement in buyer.agreements:
        entries = watch.of(buyer.identifiers)
        if entries is None:
            return
        if any(entry.holds([*buyer.named_by(agreement), agreement["product_code"]]) for entry in entries):
            continue
        if not _shows(case.kit, agreement["product_code"]):
            raise NotVerified("the accounts probe shows one entry for both products; let it show the agreements in it")
        raise case.broken(
            "both products are stored", f"{watch.more:+d} account(s), without product {agreement['product_code']}"
        )


def _shows(kit: Kit, product: str) -> bool:
    """Return whether the probe shows the agreement of a buyer who bought only this product."""

    def shows() -> bool:
        case = Case(kit)
        agreement = case.buyer(product=product).agreements[0]
        case.registered(case.form(agreement))
        return bool(case.watch().of(Buyer.named_by(agreement)))

    return bool(kit.once(("shows agreements", product), shows))
