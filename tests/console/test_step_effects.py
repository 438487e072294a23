"""What a page says that a step would do is what the step does, and saying it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.agreements import STEPS
from marketplace_emulator.console.step_effects import MOST, Effect, effect
from tests.console.person import accept

KINDS: dict[str, dict[str, Any]] = {
    "with a term": {"duration": "P12M", "auto_renew": True, "entitlements": {"gb_protected": 5}},
    "in a trial": {"duration": "P12M", "free_trial": True, "free_trial_days": 14},
    "not paid": {"payment": "fails"},
    "not begun": {"start_time": "now+2d", "duration": "P30D"},
    "without an end": {},
    "legacy": {"product": "tidewater-analytics", "entitlements": {"seats": 5}},
}


def told(marketplace: Marketplace, agreement_id: str, step: str) -> Effect | None:
    with marketplace.world.transaction():
        return effect(marketplace.world, agreement_id, step)


def everything(marketplace: Marketplace) -> Any:
    return marketplace.agreements(), marketplace.agenda(), marketplace.events(), marketplace.world.due_at


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_does_what_was_told_before(marketplace: Marketplace, kind: str) -> None:
    marketplace.clock.freeze()
    for step in [each for each in STEPS if each not in ("accept", "amend")]:
        agreement_id = accept(marketplace, buyer=f"{kind}-{step}", **KINDS[kind])
        marketplace.clock.advance("3h")
        before, was = everything(marketplace), marketplace.agreement(agreement_id)
        said = told(marketplace, agreement_id, step)
        assert everything(marketplace) == before
        if step not in was["steps"]:
            assert said is None
            continue
        assert said is not None
        planned = _messages(marketplace, was["customer_aws_account_id"])
        changed = getattr(marketplace, step if step == "end_trial" else f"{step}_agreement")(agreement_id)
        became = marketplace.agreement(agreement_id)["status"]
        assert said.becomes == (None if became == was["status"] else became)
        assert said.next_ends == (None if changed["agreement_id"] == agreement_id else changed["end_time"])
        new = [each for each in _messages(marketplace, was["customer_aws_account_id"]) if each not in planned]
        assert [each.type for each in said.messages] == [type_ for _, type_ in new[:MOST]]
        assert said.later == len(new[MOST:])


def _messages(marketplace: Marketplace, account: str) -> list[tuple[str, str]]:
    """Return the messages about a buyer that have come or are due, by their times."""
    ids = {each["agreement_id"] for each in marketplace.agreements(customer_aws_account_id=account)}
    come = [(each["at"], each["type"]) for each in marketplace.events(customer_aws_account_id=account)]
    due = [(each["at"], each["name"]) for each in marketplace.agenda(kind="event") if each["agreement_id"] in ids]
    return sorted(dict.fromkeys([*come, *due]), key=lambda each: each[0])


def test_a_step_that_must_be_told_something_has_no_effect_yet(marketplace: Marketplace) -> None:
    assert told(marketplace, accept(marketplace), "amend") is None
