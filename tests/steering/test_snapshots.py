"""Snapshots restore the whole state, in every process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace, Refused
from tests.serving import serving_twice


def state(marketplace: Any) -> dict[str, Any]:
    """Read everything that a snapshot holds."""
    return {
        "products": marketplace.products(),
        "buyers": marketplace.buyers(),
        "agreements": marketplace.agreements(),
        "tokens": marketplace.tokens(),
        "faults": marketplace.faults(),
        "public_keys": marketplace.public_keys(),
        "readings": marketplace.readings(),
        "now": marketplace.clock.now(),
    }


def change_all(marketplace: Any) -> None:
    """Change something of every noun."""
    product = marketplace.create_product("added", generation="legacy")
    buyer = marketplace.create_buyer("added")
    agreement = marketplace.create_agreement(
        product_code=product["product_code"], customer_aws_account_id=buyer["customer_aws_account_id"]
    )
    marketplace.client().resolve_customer(RegistrationToken=marketplace.mint_token(agreement["agreement_id"]))
    marketplace.cancel_agreement(agreement["agreement_id"])
    marketplace.add_fault(hang=True)
    marketplace.rotate_public_key()
    marketplace.set_readings(token_lifetime="1h", error_type="namespaced")
    marketplace.clock.advance("5h")


def test_restore_restores_every_noun(marketplace: Marketplace) -> None:
    marketplace.clock.freeze()
    marketplace.snapshot("start")
    start = state(marketplace)
    change_all(marketplace)
    changed = state(marketplace)
    marketplace.snapshot("changed")
    assert all(changed[noun] != start[noun] for noun in start)
    marketplace.restore("start")
    assert state(marketplace) == start
    marketplace.restore("changed")
    assert state(marketplace) == changed


def test_restore_restores_how_often_a_rule_was_applied(marketplace: Marketplace) -> None:
    marketplace.add_fault(operation="ResolveCustomer", extra_members=True, times=2)
    marketplace.client().resolve_customer(RegistrationToken="valid")
    marketplace.snapshot("once")
    for _ in range(3):
        marketplace.client().resolve_customer(RegistrationToken="valid")
    marketplace.restore("once")
    assert marketplace.faults()[-1]["applied"] == 1


def test_restore_does_not_change_the_journal(marketplace: Marketplace) -> None:
    marketplace.snapshot("start")
    marketplace.client().resolve_customer(RegistrationToken="valid")
    marketplace.restore("start")
    assert len(marketplace.exchanges()) == 1


def test_saving_again_replaces_the_snapshot(marketplace: Marketplace) -> None:
    marketplace.snapshot("mine")
    marketplace.create_buyer("added")
    marketplace.snapshot("mine")
    marketplace.reset()
    marketplace.restore("mine")
    assert marketplace.buyers()[-1]["name"] == "added"


def test_snapshots_are_listed_and_deleted(marketplace: Marketplace) -> None:
    for name in ("b", "a", "with a space", "ümlaut"):
        marketplace.snapshot(name)
    assert {"a", "b", "with a space", "ümlaut"} <= set(marketplace.snapshots())
    marketplace.forget_snapshot("with a space")
    marketplace.restore("ümlaut")
    assert "with a space" not in marketplace.snapshots()
    with pytest.raises(Refused, match="there is no snapshot 'with a space'"):
        marketplace.restore("with a space")


def test_an_unknown_snapshot_is_answered_with_the_nearest(marketplace: Marketplace) -> None:
    marketplace.snapshot("before-purchase")
    with pytest.raises(Refused, match="did you mean 'before-purchase'") as refused:
        marketplace.restore("before-purchas")
    assert refused.value.status == 404


@pytest.mark.parametrize("name", ["", "a/b", "../x", "x" * 101, "\n"])
def test_a_name_that_no_path_can_hold_is_refused(marketplace: Marketplace, name: str) -> None:
    with pytest.raises(Refused) as refused:
        marketplace.snapshot(name)
    assert refused.value.status == 422


def test_a_snapshot_saved_and_restored_many_times_is_still_the_same(marketplace: Marketplace) -> None:
    marketplace.clock.freeze()
    start = state(marketplace)
    for _ in range(100):
        marketplace.snapshot("again")
        marketplace.create_buyer("added")
        marketplace.restore("again")
    assert state(marketplace) == start
    assert marketplace.snapshots() == ["again"]


@pytest.mark.slow
def test_both_processes_on_one_file_see_the_restored_state(tmp_path: Path) -> None:
    with serving_twice(tmp_path / "marketplace.db") as (one, other), one.connect() as remote, other.connect() as second:
        remote.snapshot("start")
        remote.add_fault(operation="ResolveCustomer", error="ThrottlingException")
        remote.set_readings(token_lifetime="1h")
        assert second.readings()["token_lifetime"] == "1h"
        remote.restore("start")
        for each in (remote, second):
            assert each.readings()["token_lifetime"] == "4h"
            assert "ProductCode" in each.client().resolve_customer(RegistrationToken="valid")


def test_a_snapshot_can_be_saved_after_an_unknown_one_was_refused() -> None:
    with Marketplace() as marketplace:
        for _ in range(2):
            with pytest.raises(Refused, match="there is no snapshot 'before'"):
                marketplace.restore("before")
        marketplace.snapshot("before")
        assert marketplace.snapshots() == ["before"]
