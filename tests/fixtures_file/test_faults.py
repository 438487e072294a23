"""Fault rules in a fixture file: bound to nouns of the file by name or by identifier."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace_emulator import Marketplace

WORLD = """
products: [{name: p}]
buyers: [{name: b}]
agreements: [{name: a, product: p, buyer: b}, {name: other, product: p, buyer: b}]
tokens: [{name: t, agreement: a}, {name: u, agreement: other}]
"""


@pytest.mark.parametrize("noun", ["agreement_id", "product_code"])
@pytest.mark.parametrize("by_name", [True, False])
def test_a_rule_is_bound_by_name_or_by_identifier(tmp_path: Path, noun: str, by_name: bool) -> None:
    (tmp_path / "world.yaml").write_text(WORLD)
    with Marketplace(tmp_path / "world.yaml") as marketplace:
        agreement = next(each for each in marketplace.agreements() if each["name"] == "a")
    identifier = agreement["agreement_id"] if noun == "agreement_id" else agreement["product_code"]
    bound = {"agreement_id": "a", "product_code": "p"}[noun] if by_name else identifier
    rule = f"faults: [{{error: ThrottlingException, times: 1, {noun}: '{bound}'}}]"
    (tmp_path / "world.yaml").write_text(WORLD + rule)
    with Marketplace(tmp_path / "world.yaml") as marketplace:
        [rule_in_force] = [each["rule"] for each in marketplace.faults() if noun in each["rule"]]
        assert rule_in_force[noun] == identifier
        client = marketplace.client()
        client.resolve_customer(RegistrationToken=marketplace.mint_token(agreement["agreement_id"]))
        assert [each["outcome"] for each in marketplace.exchanges()] == [
            "ThrottlingException",
            "ok",
        ]  # boto3 tries again
