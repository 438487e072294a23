"""The steps of a fixture file: taken while it is planted, or later by the clock, each at its own time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from marketplace_emulator import Marketplace, fixtures_file
from marketplace_emulator.agreements import STEPS
from marketplace_emulator.duration import iso, seconds
from marketplace_emulator.yaml_file import Yaml
from tests.fixtures_file.market import NOW, Market, length, written


def test_steps_of_the_past_are_taken_at_their_own_times(plant: Any) -> None:
    market = plant(
        "at: now-400d, step: accept, name: old, product: disk, buyer: elm, duration: P90D, auto_renew: true",
        "at: now-390d, step: amend, agreement: old, auto_renew: true",
        "at: now-300d, step: cancel, agreement: old (2)",
    )
    assert market.history("old") == [("accept", "now-400d"), ("amend", "now-390d"), ("renew", "now-310d")]
    assert market.history("old (2)") == [("renew", "now-310d"), ("cancel", "now-300d")]
    assert market.statuses() | {"old": "RENEWED", "old (2)": "CANCELLED", "year": "ACTIVE"} == market.statuses()
    assert market.events("old (2)")[-1] == ("License Deprovisioned - Manufacturer", length(NOW - 300 * 86400 + 3600))


def test_later_steps_wait_for_their_times(plant: Any) -> None:
    market = plant(
        "at: now+400d, step: cancel, agreement: year (2)",
        "at: now+10d, step: amend, agreement: year, entitlements: {seats: 7}",
        "at: now+20d, step: accept, name: more, product: disk, buyer: elm",
        "at: now+20d, step: cancel, agreement: more",
    )
    assert market.statuses() == {"year": "ACTIVE", "trial": "ACTIVE", "unpaid": "ACTIVE"}
    client = market.marketplace.client("marketplace-entitlement")
    market.marketplace.clock.advance(seconds("10d") - 1)
    assert client.get_entitlements(ProductCode="crm")["Entitlements"] == []
    market.marketplace.clock.advance(1)
    assert [each["Value"] for each in client.get_entitlements(ProductCode="crm")["Entitlements"]] == [
        {"IntegerValue": 7}
    ]
    market.marketplace.clock.advance("500d")
    assert market.history("year") == [("accept", "now+0d"), ("amend", "now+10d"), ("renew", "now+365d")]
    assert market.history("year (2)") == [("renew", "now+365d"), ("cancel", "now+400d")]
    assert market.history("more") == [("accept", "now+20d"), ("cancel", "now+20d")]


LATER = {
    "accept": (
        "step: accept, name: more, product: crm, buyer: fir, offer_id: team, start_time: now+40d",
        "more",
        "ACTIVE",
    ),
    "amend": ("step: amend, agreement: year, end_time: now+90d, auto_renew: false", "year", "EXPIRED"),
    "cancel": ("step: cancel, agreement: year", "year", "CANCELLED"),
    "end_trial": ("step: end_trial, agreement: trial, becomes: ended", "trial", "EXPIRED"),
    "expire": ("step: expire, agreement: year", "year", "EXPIRED"),
    "pay": ("step: pay, agreement: unpaid", "unpaid", "ACTIVE"),
    "renew": ("step: renew, agreement: year, offer_id: team", "year (2)", "ACTIVE"),
    "replace": (
        "step: replace, agreement: year, offer_id: team, end_time: now+99d, auto_renew: false",
        "year (2)",
        "EXPIRED",
    ),
    "terminate": ("step: terminate, agreement: year", "year", "TERMINATED"),
}


def test_each_step_has_an_example() -> None:
    assert LATER.keys() == STEPS.keys()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("at", ["now", "now+12d"])
def test_each_step_can_be_written(plant: Any, step: str, at: str) -> None:
    entry, name, status = LATER[step]
    market = plant(f"at: {at}, {entry}")
    market.marketplace.clock.advance("200d")
    assert (step, "now+0d" if at == "now" else at) in market.history(name)
    assert market.statuses()[name] == status


def test_times_count_from_the_planting(plant: Any) -> None:
    market = plant(
        "at: now+20d, step: accept, name: more, product: crm, buyer: fir, start_time: now+30d, end_time: now+50d, "
        "entitlements: {seats: {value: 3, end_time: now+40d}}"
    )
    market.marketplace.clock.advance("30d")
    found = market.agreement("more")
    assert (found["start_time"], found["end_time"]) == (iso(NOW + 30 * 86400), iso(NOW + 50 * 86400))
    client = market.marketplace.client("marketplace-entitlement")
    (entitlement,) = client.get_entitlements(ProductCode="crm")["Entitlements"]
    assert entitlement["ExpirationDate"].timestamp() == NOW + 40 * 86400


def test_other_nouns_refer_to_an_agreement_that_a_step_made(plant: Any) -> None:
    market = plant(
        "at: now-5d, step: accept, name: old, product: disk, buyer: elm",
        more="tokens: [{name: t, agreement: old}]\n"
        "metering_records: [{agreement: old, dimension: gb, quantity: 2, hour: now-2d, hours: 3}]\n"
        "faults: [{error: ThrottlingException, agreement_id: old, on_call: 9}]\n",
    )
    (token,) = (each["token"] for each in market.marketplace.tokens() if each["name"] == "t")
    found = market.marketplace.client().resolve_customer(RegistrationToken=token)
    assert found["LicenseArn"] == market.agreement("old")["license_arn"]
    assert len(market.marketplace.metering_records()) == 3


def test_words_belong_to_the_first_agreement_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(
        "products: [{name: p}]\nbuyers: [{name: b}]\nsteps:\n"
        "  - {at: now+1d, step: accept, name: later, product: p, buyer: b}\n"
        "  - {at: now-1d, step: accept, name: now, product: p, buyer: b}\n"
    )
    with Marketplace(tmp_path / "world.yaml") as marketplace:
        found = marketplace.client().resolve_customer(RegistrationToken="valid")
        (agreement,) = marketplace.agreements()
        assert (agreement["name"], agreement["license_arn"]) == ("now", found["LicenseArn"])


@pytest.mark.parametrize("only", ["products", "buyers", "agreements", "agreements,tokens"])
def test_a_reset_takes_the_steps_again(plant: Any, only: str) -> None:
    market = plant(
        "at: now-5d, step: accept, name: old, product: disk, buyer: elm",
        "at: now-4d, step: cancel, agreement: old",
        "at: now+10d, step: amend, agreement: year, entitlements: {seats: 7}",
    )
    before = [market.history(name) for name in market.statuses()]
    market.marketplace.clock.advance("11d")
    assert market.history("year")[-1] == ("amend", "now+10d")
    market.marketplace.clock.set(iso(NOW))
    market.marketplace.reset(only=only)
    assert [market.history(name) for name in market.statuses()] == before
    market.marketplace.clock.advance("11d")
    assert market.history("year") == [("accept", "now+0d"), ("amend", "now+10d")]


def test_a_restart_takes_no_step_again(plant: Any, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'market.db'}"
    steps = (
        "at: now-5d, step: accept, name: old, product: disk, buyer: elm",
        "at: now+10d, step: cancel, agreement: old",
    )
    first = plant(*steps, store=store)
    first.marketplace.close()
    again = Market(Marketplace(written(tmp_path, *steps), store=store))
    again.marketplace.clock.advance("11d")
    assert again.history("old") == [("accept", "now-5d"), ("cancel", "now+10d")]
    again.marketplace.close()


def test_a_step_that_has_become_illegal_is_refused_at_its_time(plant: Any, caplog: pytest.LogCaptureFixture) -> None:
    market = plant("at: now+10d, step: amend, agreement: year, entitlements: {seats: 7}")
    assert caplog.text == ""
    market.marketplace.cancel_agreement(market.agreement("year")["agreement_id"])
    market.marketplace.clock.advance("11d")
    assert market.history("year") == [("accept", "now+0d"), ("cancel", "now+0d")]
    assert "the step amend of the agenda was not taken: the agreement" in caplog.text


def test_steps_conform_to_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(fixtures_file.schema())
    for entry, _, _ in LATER.values():
        validator.validate(Yaml(f"steps: [{{at: now+1d, {entry}}}]").value)
    for wrong in ("step: cancel", "step: amend, agreement: a, status: X", "step: amende, agreement: a"):
        assert not validator.is_valid(Yaml(f"steps: [{{at: now+1d, {wrong}}}]").value), wrong
