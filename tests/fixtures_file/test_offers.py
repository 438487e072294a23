"""The offers of a fixture file: what buyers accept, and what can be wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace_emulator import FixtureError, Marketplace
from marketplace_emulator.duration import seconds

WORLD = """
products:
  - {name: crm, generation: legacy, dimensions: [{key: calls}, {key: seats, types: [Entitled]}]}
  - {name: plain}
buyers: [{name: elm}, {name: fir}]
"""


def world(folder: Path, text: str) -> Marketplace:
    """Make a world with more entries."""
    file = folder / "world.yaml"
    file.write_text(WORLD + text)
    return Marketplace(file)


@pytest.mark.parametrize("named_by", ["name", "id", "nothing"])
def test_an_agreement_has_the_terms_of_its_offer(tmp_path: Path, named_by: str) -> None:
    offer_id = {"name": "offer_id: year,", "id": "offer_id: offer-year,", "nothing": ""}[named_by]
    offer = (
        "{name: year, offer_id: offer-year, product: crm, duration: P12M, free_trial_days: 14, auto_renew: true, "
        "entitlements: {seats: 5}}"
    )
    with world(
        tmp_path, f"offers: [{offer}]\nagreements: [{{name: a, product: crm, {offer_id} buyer: elm}}]"
    ) as market:
        (agreement,) = market.agreements()
        assert (agreement["offer_id"], agreement["free_trial"]) == ("offer-year", True)
        assert agreement["entitlements"] == {"seats": 5}
        market.clock.advance("14d")
        assert market.agreements()[0]["free_trial"] is False
        market.clock.advance("360d")
        assert [each["status"] for each in market.agreements()] == ["RENEWED", "ACTIVE"]


def test_an_agreement_may_differ_from_its_offer(tmp_path: Path) -> None:
    offer = (
        "{name: year, product: crm, duration: P12M, free_trial_days: 14, auto_renew: true, entitlements: {seats: 5}}"
    )
    agreement = "{name: a, product: crm, buyer: elm, free_trial: false, auto_renew: false, duration: P1M, entitlements: {seats: 9}}"
    with world(tmp_path, f"offers: [{offer}]\nagreements: [{agreement}]") as market:
        (found,) = market.agreements()
        assert (found["free_trial"], found["entitlements"]) == (False, {"seats": 9})
        market.clock.advance("32d")
        assert [each["status"] for each in market.agreements()] == ["EXPIRED"]


def test_a_private_offer_is_for_its_buyers(tmp_path: Path) -> None:
    offers = "offers: [{name: gift, product: crm, kind: private, buyers: [elm], entitlements: {seats: 1}}]\n"
    with world(tmp_path, offers + "agreements: [{name: a, product: crm, buyer: elm, offer_id: gift}]") as market:
        assert market.agreements()[0]["entitlements"] == {"seats": 1}
    with pytest.raises(FixtureError, match=r"\$\.agreements\[0\]: the private offer .* is not for the buyer"):
        world(tmp_path, offers + "agreements: [{name: a, product: crm, buyer: fir, offer_id: gift}]")


def test_a_reset_restores_the_offers(tmp_path: Path) -> None:
    text = "offers: [{name: year, product: crm, duration: P12M}]\nagreements: [{name: a, product: crm, buyer: elm}]"
    with world(tmp_path, text) as market:
        for nouns in (None, ["products"], ["offers"], ["agreements"]):
            market.reset(only=nouns)
            (agreement,) = market.agreements()
            assert agreement["end_time"] < "9999"


def test_an_end_of_an_entitlement_counts_from_the_planting(tmp_path: Path) -> None:
    granted = "entitlements: {seats: {value: 3, end_time: now+1d}}"
    text = f"agreements: [{{name: a, product: crm, buyer: elm, start_time: now-90d, {granted}}}]"
    with world(tmp_path, text) as market:
        product = market.agreements()[0]["product_code"]
        client = market.client("marketplace-entitlement")
        assert len(client.get_entitlements(ProductCode=product)["Entitlements"]) == 1
        market.clock.advance(seconds("25h"))
        found = client.get_entitlements(ProductCode=product)["Entitlements"]
        assert not [each for each in found if each["ExpirationDate"].timestamp() > market.world.clock.now()]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("name: o", r"\$\.offers\[0\]: 'product' is missing; add it"),
        ("product: crm", r"\$\.offers\[0\]: 'name' is missing; add it"),
        ("name: o, product: cmr", r"\$\.offers\[0\]\.product: there is no product 'cmr'; did you mean 'crm'"),
        (
            "name: o, product: crm, kind: private, buyers: [elm, fri]",
            r"\$\.offers\[0\]\.buyers\[1\]: there is no buyer 'fri'; did you mean 'fir'",
        ),
        ("name: o, product: crm, kind: private", "a private offer is for some buyers; name them in buyers"),
        ("name: o, product: crm, buyers: [elm]", "a public offer is for every buyer; leave out buyers, or give it"),
        ("name: o, product: crm, kind: secret", 'kind is "secret", expected private or public'),
        ("name: o, product: crm, expires_at: soon", r"\$\.offers\[0\]: expires_at: 'soon' is not a time; expected now"),
        ("name: o, product: crm, duration: 12M", 'duration is "12M", expected an ISO 8601 duration, such as P12M'),
        ("name: o, product: crm, free_trial_days: 0", "free_trial_days is 0, expected a whole number of at least 1"),
        ("name: o, product: crm, auto_renew: 5", "auto_renew is 5, expected true or false"),
        ("name: o, product: crm, max_renewals: 2", "the offer has max_renewals, and no auto_renew; give it auto_renew"),
        (
            "name: o, product: crm, auto_renew: true, lockout_period: P1M",
            'lockout_period is "P1M", expected a number of days, such as P30D',
        ),
        (
            "name: o, product: crm, auto_renew: true, adjustment_deadline: P30D",
            "the offer has adjustment_deadline, and no price_increase; give it price_increase, such as '5.00'",
        ),
        (
            "name: o, product: crm, auto_renew: true, price_increase: 5",
            "price_increase is 5, expected a percentage in quotes, such as '5.00'",
        ),
        ("name: o, product: crm, price: 12", "price is 12, expected US dollars in quotes"),
        ("name: o, product: crm, entitlements: {seat: 5}", "there is no dimension 'seat'; did you mean 'seats'"),
        ("name: o, product: crm, entitlements: {calls: 5}", "the dimension 'calls' is not Entitled"),
        (
            "name: o, product: crm, entitlements: {seats: {value: 5, end_time: later}}",
            "entitlements: 'later' is not a time; expected now",
        ),
        ("name: o, product: crm, proposer_account: gull", 'proposer_account is "gull", expected 12 digits, in quotes'),
        (
            "name: o, product: crm, proposer_name: Gull",
            "the offer has proposer_name, and no proposer_account; give it proposer_account, the reseller's account",
        ),
        ("name: o, product: crm, pice: '12'", r"\$\.offers\[0\]\.pice: 'pice' is not a field; did you mean 'price'\?"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(FixtureError, match=rf"^.*world\.yaml:\d+: [^\n]*{said}[^\n]*$"):
        world(tmp_path, f"offers:\n  - {{{entry}}}\n")


def test_two_offers_of_a_name_or_id_are_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match=r"\$\.offers\[1\]\.name: 'o' is already the name of \$\.offers\[0\]"):
        world(tmp_path, "offers: [{name: o, product: crm}, {name: o, product: plain}]")
    with pytest.raises(FixtureError, match=r"\$\.offers\[1\]: the offer 'x' already exists; give another"):
        world(tmp_path, "offers: [{name: o, product: crm, offer_id: x}, {name: p, product: plain, offer_id: x}]")


def test_an_agreement_names_an_unknown_offer(tmp_path: Path) -> None:
    agreement = "agreements: [{name: a, product: crm, buyer: elm, offer_id: yera}]"
    with pytest.raises(FixtureError, match=r"\$\.agreements\[0\]: there is no offer 'yera'"):
        world(tmp_path, f"offers: [{{name: year, product: crm}}]\n{agreement}")
