"""A reset restores the fixtures, all of them or those of some nouns."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace_emulator import Marketplace, Refused
from tests.steering.test_snapshots import change_all, state


def still(marketplace: Marketplace) -> dict[str, object]:
    """Read the state without what changes with the clock, and without the faults' ids, which are never reused."""
    found = state(marketplace)
    for fault in found["faults"]:
        del fault["fault_id"]
    for token in found["tokens"]:
        del token["issued_at"], token["expires_at"]
    for agreement in found["agreements"]:
        for time in ("accepted_at", "start_time", "end_time", "last_update_time"):
            del agreement[time]
    for key in found["public_keys"]:
        del key["created_at"], key["rotated_at"]
    del found["now"]
    return found


def test_reset_restores_everything(marketplace: Marketplace) -> None:
    before = still(marketplace)
    change_all(marketplace)
    assert still(marketplace) != before
    marketplace.reset()
    assert still(marketplace) == before
    assert marketplace.exchanges() == []
    assert marketplace.request("GET", "/clock")["offset"] == 0


@pytest.mark.parametrize(
    ("only", "brought_back"),
    [
        ("tokens", {"tokens"}),
        ("faults", {"faults"}),
        ("agreements", {"agreements", "tokens"}),
        ("buyers", {"buyers", "agreements", "tokens"}),
        ("products", {"products", "agreements", "tokens"}),
        ("public_keys", {"public_keys"}),
        ("readings", {"readings"}),
        ("tokens,faults", {"tokens", "faults"}),
        ("exchanges", set()),
        ("credentials", set()),
    ],
)
def test_reset_of_a_noun_also_resets_what_refers_to_it(
    marketplace: Marketplace, only: str, brought_back: set[str]
) -> None:
    before = still(marketplace)
    change_all(marketplace)
    marketplace.clock.advance("-5h")
    changed = still(marketplace)
    marketplace.reset(only=only)
    after = still(marketplace)
    assert {noun for noun in before if after[noun] != changed[noun]} == brought_back
    assert all(after[noun] == before[noun] for noun in brought_back)
    assert bool(marketplace.exchanges()) is (only != "exchanges")


def test_no_fault_after_a_reset_has_an_id_from_before(marketplace: Marketplace) -> None:
    before = {each["fault_id"] for each in marketplace.faults()}
    marketplace.reset(only="faults")
    assert before.isdisjoint(each["fault_id"] for each in marketplace.faults())


def test_no_exchange_after_a_reset_has_a_number_from_before(marketplace: Marketplace) -> None:
    client = marketplace.client()
    numbers = []
    for only in (None, "exchanges", "tokens", None):
        marketplace.snapshot("before")
        client.resolve_customer(RegistrationToken="valid")
        numbers += [each["id"] for each in marketplace.exchanges()][-1:]
        marketplace.restore("before")
        marketplace.reset(only=only)
        marketplace.reset(only=only)
    assert numbers == list(range(numbers[0], numbers[0] + 4))


def test_reset_of_tokens_makes_them_fresh_by_the_moved_clock(marketplace: Marketplace) -> None:
    marketplace.clock.advance("3d")
    marketplace.reset(only=["tokens"])
    states = {each["token"]: each["state"] for each in marketplace.tokens()}
    assert (states["valid"], states["expired"]) == ("fresh", "expired")


def test_reset_of_the_clock_sets_it_to_the_machine_s_time(marketplace: Marketplace) -> None:
    marketplace.clock.set("2030-01-01T00:00:00Z")
    marketplace.clock.freeze()
    marketplace.reset(only="clock")
    assert marketplace.request("GET", "/clock")["mode"] == "running"
    assert marketplace.request("GET", "/clock")["offset"] == 0


def test_reset_restores_the_readings_of_the_start() -> None:
    with Marketplace(readings={"second_resolve": "expired"}) as marketplace:
        marketplace.set_readings(second_resolve="same_answer", token_lifetime="1h")
        marketplace.reset()
        readings = marketplace.readings()
        assert (readings["second_resolve"], readings["token_lifetime"]) == ("expired", "4h")


@pytest.mark.parametrize("only", ["token", "", "tokens,", "settings", "revision"])
def test_an_unknown_noun_is_refused_and_nothing_changes(marketplace: Marketplace, only: str) -> None:
    marketplace.add_fault(hang=True)
    before = still(marketplace)
    with pytest.raises(Refused, match="there is no noun to reset") as refused:
        marketplace.reset(only=only)
    assert refused.value.status == 422
    assert still(marketplace) == before


def test_a_misspelt_query_is_refused(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="onyl"):
        marketplace.request("POST", "/reset?onyl=tokens")


def test_reset_of_tokens_does_not_take_a_user_s_agreement_for_a_fixture_of_the_same_name(
    marketplace: Marketplace,
) -> None:
    token = next(each["token"] for each in marketplace.tokens(full=True) if each["name"] == "alder-backup")
    before = marketplace.client().resolve_customer(RegistrationToken=token)
    birch = next(each for each in marketplace.buyers() if each["name"] == "birch-hospital")
    product = next(each for each in marketplace.products() if each["name"] == "harbor-backup")
    own = {"name": "alder-backup", "agreement_id": "agmt-own", "license_arn": "arn:own"}
    marketplace.create_agreement(
        product_code=product["product_code"], customer_aws_account_id=birch["customer_aws_account_id"], **own
    )
    marketplace.reset(only="tokens")
    after = marketplace.client().resolve_customer(RegistrationToken=token)
    assert after["CustomerAWSAccountId"] == before["CustomerAWSAccountId"]


def test_a_fixture_file_is_found_again_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "world.yaml").write_text("buyers: [{name: birch}]\n")
    monkeypatch.chdir(tmp_path)
    with Marketplace(["world.yaml"]) as marketplace:
        monkeypatch.chdir("/")
        marketplace.reset()
        assert [each["name"] for each in marketplace.buyers()] == ["birch"]
