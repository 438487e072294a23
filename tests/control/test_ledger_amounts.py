"""The ledger's sums and amounts in US dollars, which are exact."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace, amounts
from tests.tiers import examples
from tests.usage import plant, row


def test_a_dimension_without_a_price_has_no_amount(marketplace: Marketplace) -> None:
    product = marketplace.create_product("crm", dimensions=[{"key": "calls"}, {"key": "mails", "price": "2.5"}])
    agreement = marketplace.create_agreement(
        product_code=product["product_code"], customer_aws_account_id="210987654321"
    )
    plant(marketplace, [row(agreement, "3", dimension="calls")])
    [line] = marketplace.ledger()["items"]
    assert (line["price"], line["amount"], line["quantity"]) == (None, None, "3")
    assert marketplace.ledger(by="agreement")["items"][0]["amount"] is None
    plant(marketplace, [row(agreement, "2", dimension="mails")])
    [summed] = marketplace.ledger(by="agreement")["items"]
    assert (summed["amount"], summed["dimension"], summed["quantity"], summed["times"]) == ("5", None, None, 2)
    total = marketplace.ledger()["total"]
    assert total is not None
    assert (total["amount"], total["times"], total["times_without_price"]) == ("5", 2, 1)


@settings(max_examples=examples(20, nightly=500))
@given(
    st.lists(st.decimals("0", "9999999999.999999", places=6), min_size=1, max_size=8),
    st.decimals("0", "9999999999.99999999", places=8),
)
def test_sums_and_amounts_are_exact(quantities: Any, price: Any) -> None:
    with Marketplace() as marketplace:
        product = marketplace.create_product("crm", dimensions=[{"key": "calls", "price": format(price, "f")}])
        agreement = marketplace.create_agreement(
            product_code=product["product_code"], customer_aws_account_id="210987654321"
        )
        plant(
            marketplace,
            [
                row(agreement, format(each, "f"), dimension="calls", scope=f"instance {number}")
                for number, each in enumerate(quantities)
            ],
        )
        [line] = marketplace.ledger()["items"]
        total = marketplace.ledger()["total"]
    exactly = sum(map(Fraction, quantities), Fraction(0))
    assert Fraction(line["quantity"] or "") == exactly
    assert total is not None
    assert Fraction(line["amount"] or "") == Fraction(total["amount"]) == exactly * Fraction(price)


@pytest.mark.parametrize(
    ("text", "places", "number", "by_value"),
    [
        ("17.42", 6, 17_420_000, "17.42"),
        ("17.00", 6, 17_000_000, "17"),
        ("0", 6, 0, "0"),
        ("0.000001", 6, 1, "0.000001"),
        ("100", 0, 100, "100"),
    ],
)
def test_decimals_are_whole_numbers_of_small_units(text: str, places: int, number: int, by_value: str) -> None:
    assert amounts.units(text, places) == number
    assert amounts.written(number, places) == by_value
