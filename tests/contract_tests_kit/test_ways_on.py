"""Addresses on the page of a registered buyer that have the customer's name or number."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace_contracts.page import refreshed_to
from marketplace_contracts.run import Run

Check = Callable[..., Run]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("linking", "leads to https://join.shop.example/start?customer="),
        ("refreshing", "which has the customer's number; that is another server, where the kit does not go"),
        ("scripted", "leads to https://join.shop.example/"),
        ("asking", "leads to https://join.shop.example/?c="),
        ("gone", "so the kit cannot try another customer's"),
    ],
)
def test_an_address_with_the_customer_where_the_kit_does_not_go_is_named(check: Check, name: str, said: str) -> None:
    [verdict] = check(f"leading:{name}", "leaks-customer-in-address").verdicts
    assert (verdict.verdict, said in verdict.reason) == ("not_verified", True), verdict.reason


@pytest.mark.slow
def test_an_address_without_the_customer_leads_anywhere(check: Check) -> None:
    [verdict] = check("leading:nameless", "leaks-customer-in-address").verdicts
    assert (verdict.verdict, verdict.reason) == ("holds", "")


@pytest.mark.parametrize(
    ("value", "address"),
    [("0; URL='/next?a=1'", "/next?a=1"), ('5;url="/next"', "/next"), ("3", ""), ("0; url = /next", "/next")],
)
def test_a_refresh_leads_to_its_address(value: str, address: str) -> None:
    assert refreshed_to(value) == address
