"""The buyers of a run are entitled to what the product sells by contract, so that a registration that asks lets them in."""

from __future__ import annotations

import pytest

from marketplace_contracts.buyers import Buyers
from marketplace_contracts.emulator import products_sold
from marketplace_contracts.settings import Settings
from marketplace_emulator import Marketplace


@pytest.mark.parametrize(
    ("generation", "dimensions"), [("legacy", ["seats", "enterprise"]), ("concurrent", ["gb_protected"])]
)
def test_a_buyer_has_bought_each_dimension_of_a_contract(
    marketplace: Marketplace, generation: str, dimensions: list[str]
) -> None:
    products = products_sold(Settings(subject="any"), marketplace, may_create=True)
    buyers = Buyers(marketplace, products, "beginning", 0, own=True)
    buyer = buyers.new_buyer()
    agreement = buyers.subscribe(buyer, products[generation], free_trial=False)
    answer = marketplace.client("marketplace-entitlement").get_entitlements(
        ProductCode=products[generation], Filter={"LICENSE_ARN": [agreement["license_arn"]]}
    )
    assert [each["Dimension"] for each in answer["Entitlements"]] == dimensions
    assert {each["Value"]["IntegerValue"] for each in answer["Entitlements"]} == {10}


def test_a_product_without_dimensions_grants_nothing(marketplace: Marketplace) -> None:
    products = products_sold(Settings(subject="any", product=("mine",)), marketplace, may_create=True)
    buyers = Buyers(marketplace, products, "beginning", 0, own=True)
    agreement = buyers.subscribe(buyers.new_buyer(), "mine", free_trial=True)
    assert agreement["entitlements"] == {}
