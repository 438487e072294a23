"""What products are sold by, and what agreements grant of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace, Refused

SEATS = {"key": "seats", "types": ["Entitled"], "contract_prices": {"P12M": "250"}}
CALLS = {"key": "calls", "name": "API calls", "unit": "Requests", "price": "0.0004"}


def agreed(marketplace: Marketplace, entitlements: Any) -> Any:
    """Create an agreement to a new product with these entitlements."""
    product = marketplace.create_product("anchor-crm", dimensions=[SEATS, CALLS])  # type: ignore[list-item]
    buyer = marketplace.buyers()[0]["customer_aws_account_id"]
    return marketplace.create_agreement(
        product_code=product["product_code"], customer_aws_account_id=buyer, entitlements=entitlements
    )


def test_a_product_has_its_dimensions_in_order(marketplace: Marketplace) -> None:
    marketplace.create_product("anchor-crm", dimensions=[SEATS, CALLS])  # type: ignore[list-item]
    assert marketplace.products()[-1]["dimensions"] == [
        {
            "key": "seats",
            "name": "seats",
            "unit": "Units",
            "types": ["Entitled"],
            "price": None,
            "contract_prices": {"P12M": "250"},
        },
        {
            "key": "calls",
            "name": "API calls",
            "unit": "Requests",
            "types": ["ExternallyMetered"],
            "price": "0.0004",
            "contract_prices": {},
        },
    ]


@pytest.mark.parametrize("value", [25, 2.5, True, False, "gold", {"value": 3, "end_time": "now+30d"}])
def test_an_agreement_grants_values_of_every_kind(marketplace: Marketplace, value: Any) -> None:
    shown = agreed(marketplace, {"seats": value})["entitlements"]["seats"]
    expected = value["value"] if isinstance(value, dict) else value
    assert (shown, type(shown)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("entitlements", "complaint"),
    [
        ({"seat": 1}, "'seat'.*seats"),
        ({"calls": 1}, "'calls' is not Entitled"),
        ({"seats": {"value": 1, "end_time": "soon"}}, "soon"),
        ({"seats": 2**31}, "entitlements.seats is 2147483648, expected a whole number of at most 2147483647"),
        ({"a": 1, "seats": [1], "b": 1}, r"entitlements.seats is \[1\], expected true or false or a whole number"),
        ({"seats": {"value": 1, "ends": 1}}, "'entitlements.seats.ends' is not a field"),
    ],
)
def test_a_wrong_entitlement_is_refused_and_nothing_is_made(
    marketplace: Marketplace, entitlements: Any, complaint: str
) -> None:
    before = marketplace.agreements()
    with pytest.raises(Refused, match=complaint):
        agreed(marketplace, entitlements)
    assert marketplace.agreements() == before


@pytest.mark.parametrize(
    ("dimensions", "complaint"),
    [
        ([CALLS, CALLS], "already has a dimension 'calls'"),
        ([{"key": "two words"}], "key"),
        ([{**CALLS, "price": "free"}], "US dollars"),
        ([{**CALLS, "types": ["Metered"]}], "types"),
        (
            [CALLS, {**SEATS, "contract_prices": {"P1M": "1", "12M": "1"}}],
            r"^dimensions\[1\]\.contract_prices has the key '12M', expected an ISO 8601 duration, such as P12M, of 1 to 9999",
        ),
    ],
)
def test_a_wrong_dimension_is_refused_and_nothing_is_made(
    marketplace: Marketplace, dimensions: Any, complaint: str
) -> None:
    before = marketplace.products()
    with pytest.raises(Refused, match=complaint):
        marketplace.create_product("anchor-crm", dimensions=dimensions)
    assert marketplace.products() == before


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (".inf", "the value of 'seats' is inf, .*give a finite number"),
        ("-.inf", "the value of 'seats' is -inf, .*give a finite number"),
        (".nan", "the value of 'seats' is nan, .*give a finite number"),
        ("1e999", "the value of 'seats' is inf, .*give a finite number"),
        ("null", r"\$\.agreements\[0\]\.entitlements\.seats: seats is null, expected true or false"),
    ],
)
def test_a_value_that_no_answer_can_hold_is_refused(tmp_path: Path, value: str, complaint: str) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(
        "products: [{name: crm, dimensions: [{key: seats, types: [Entitled]}, {key: gb, types: [Entitled]}]}]\n"
        "buyers: [{name: elm}]\n"
        f"agreements: [{{name: elm-crm, product: crm, buyer: elm, entitlements: {{gb: 1, seats: {value}}}}}]\n"
    )
    with pytest.raises(ValueError, match=rf"world\.yaml:3: .*{complaint}"):
        Marketplace(file)


def test_a_fixture_file_names_the_dimension_it_does_not_know(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(
        "products: [{name: crm, dimensions: [{key: seats, types: [Entitled]}]}]\n"
        "buyers: [{name: elm}]\n"
        "agreements: [{name: elm-crm, product: crm, buyer: elm, entitlements: {seat: 1}}]\n"
    )
    with pytest.raises(ValueError, match=r"world\.yaml:3.*'seat'.*seats"):
        Marketplace(file)


def test_the_default_world_is_sold_by_usage_by_contract_and_by_both(marketplace: Marketplace) -> None:
    found = {each["name"]: {one["key"]: one["types"] for one in each["dimensions"]} for each in marketplace.products()}
    assert found["tidewater-analytics"]["queries"] == ["ExternallyMetered"]
    assert found["tidewater-analytics"]["seats"] == ["Entitled"]
    assert found["harbor-backup"]["gb_protected"] == ["ExternallyMetered", "Entitled"]
