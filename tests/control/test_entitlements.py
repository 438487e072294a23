"""The list of entitlements: what it can be narrowed to, and why an entitlement is not in force."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.commands import main


def test_each_says_what_is_granted_to_whom_until_when(marketplace: Marketplace) -> None:
    agreement = next(each for each in marketplace.agreements() if each["name"] == "dogwood-backup-production")
    (found,) = marketplace.entitlements(agreement_id=agreement["agreement_id"])
    members = ("agreement_id", "product_code", "customer_aws_account_id", "license_arn", "end_time")
    assert found == {
        **{name: agreement[name] for name in members},  # type: ignore[literal-required]
        "dimension": "gb_protected",
        "value": 5000,
        "in_force": True,
        "why_not": None,
    }


def names(marketplace: Marketplace, **wanted: Any) -> list[str]:
    """Return the dimensions of the entitlements that match."""
    return [each["dimension"] for each in marketplace.entitlements(**wanted)]


def test_the_list_is_narrowed_by_every_member_and_comes_in_pages(marketplace: Marketplace) -> None:
    first = marketplace.entitlements()[0]
    all_three = ["seats", "enterprise", "gb_protected"]
    assert names(marketplace) == all_three
    for name in ("agreement_id", "product_code", "customer_aws_account_id"):
        assert names(marketplace, **{name: first[name]}) == ["seats", "enterprise"]  # type: ignore[literal-required]
    assert names(marketplace, dimension="enterprise") == ["enterprise"]
    assert names(marketplace, dimension="none") == []
    assert names(marketplace, limit=2) == all_three[:2]
    cursor, seen = 0, []
    while cursor is not None:
        page = marketplace.request("GET", f"/entitlements?limit=1&cursor={cursor}")
        seen += [each["dimension"] for each in page["items"]]
        cursor = page["next"]
    assert seen == all_three


@pytest.mark.parametrize(
    ("name", "value"),
    [("agreement_id", "agmt-none"), ("product_code", "none"), ("customer_aws_account_id", "000000000000")],
)
def test_what_is_not_there_is_refused(marketplace: Marketplace, name: str, value: str) -> None:
    with pytest.raises(Refused, match=value):
        names(marketplace, **{name: value})


@pytest.mark.parametrize(
    ("fields", "why_not"),
    [
        ({}, None),
        ({"start_time": "now+1d"}, "the agreement starts at 2027-01-02T00:00:00Z"),
        ({"end_time": "now"}, "the agreement is EXPIRED"),
        (
            {"entitlements": {"seats": {"value": 1, "end_time": "now-1h"}}, "start_time": "now-2h"},
            "it ended at 2026-12-31T23:00:00Z",
        ),
    ],
)
def test_why_an_entitlement_is_not_in_force(
    marketplace: Marketplace, fields: dict[str, Any], why_not: str | None
) -> None:
    marketplace.clock.freeze()
    marketplace.clock.set("2027-01-01T00:00:00Z")
    made = marketplace.create_agreement(
        product_code=marketplace.products()[0]["product_code"],
        customer_aws_account_id=marketplace.create_buyer("elm")["customer_aws_account_id"],
        **{"entitlements": {"seats": 1}, **fields},
    )
    (found,) = marketplace.entitlements(agreement_id=made["agreement_id"])
    assert (found["in_force"], found["why_not"]) == (why_not is None, why_not)
    if why_not is None:
        marketplace.set_readings(entitlement_propagation="5m")
        (found,) = marketplace.entitlements(agreement_id=made["agreement_id"])
        assert "entitlement_propagation" in (found["why_not"] or "")
    for status in ("CANCELLED", "EXPIRED", "TERMINATED", "RENEWED", "REPLACED"):
        marketplace.reset(only=["agreements"])
        agreement = marketplace.entitlements()[0]["agreement_id"]
        marketplace.cancel_agreement(agreement, status)
        (found, _) = marketplace.entitlements(agreement_id=agreement)
        assert (found["in_force"], found["why_not"]) == (False, f"the agreement is {status}")


def test_the_command_lists_them(served: Marketplace) -> None:
    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["entitlement", "list", *words], env={"MARKETPLACE_EMULATOR_URL": served.url})
        assert result.exit_code == 0, result.output
        return result.output

    names = ("--buyer", "dogwood-labs", "--product", "harbor-backup", "--agreement", "dogwood-backup-production")
    lines = run(*names).splitlines()
    assert "dimension" in lines[0]
    assert lines[1].split()[2:4] == ["gb_protected", "5000"]
    assert json.loads(run(*names, "--json")) == served.entitlements(dimension="gb_protected")
    assert "no such entitlements" in run("--dimension", "none")
