"""The forms of the steps that an agreement can take, at the wire: made of the steps' files alone."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Annotated

import msgspec
import pytest

from marketplace_emulator import Marketplace, agreements
from marketplace_emulator.agreements.change import NONE, Change
from marketplace_emulator.store import agreements as stored
from tests.console.person import Person, accept, page_of, text


def test_every_legal_step_has_a_form_with_every_member(person: Person, marketplace: Marketplace) -> None:
    failed = accept(marketplace, buyer="rowan-press", payment="fails")
    trial = accept(marketplace, free_trial=True, free_trial_days=14, entitlements={"gb_protected": 5})
    seen = set()
    for agreement_id in (failed, trial):
        forms = person.forms(agreement_id)
        assert [*forms] == marketplace.agreement(agreement_id)["steps"]
        for step, form in forms.items():
            wanted = agreements.STEPS[step].Fields.__struct_fields__
            assert {name.partition(".")[0] for name in form.fields} == set(wanted)
            assert f"<button>{step.replace('_', ' ').capitalize()}</button>" in person.get(page_of(agreement_id))
        seen |= {*forms}
    assert seen == {*agreements.STEPS} - {"accept"}


@pytest.mark.parametrize("step", [each for each in agreements.STEPS if each not in ("accept", "amend", "pay")])
def test_a_step_is_taken_by_its_form_as_it_stands(person: Person, marketplace: Marketplace, step: str) -> None:
    agreement_id = accept(marketplace, duration="P12M", free_trial=True, free_trial_days=14)
    there = person.take(agreement_id, step)
    history = marketplace.agreement(agreement_id)["history"]
    assert history[-1]["step"] == step
    after = there.rpartition("/")[2]
    assert (after != agreement_id) == (step in ("renew", "replace"))
    assert person.get(there)


def test_a_failed_payment_is_mended(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace, payment="fails")
    assert "payment failed" in text(person.get(page_of(agreement_id)))
    person.take(agreement_id, "pay")
    assert not marketplace.agreement(agreement_id)["payment_failed"]


def test_an_amendment_changes_what_was_changed_in_the_form(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace, "tidewater-analytics", entitlements={"seats": 25, "enterprise": True})
    form = person.forms(agreement_id)["amend"]
    assert form.fields["entitlements.seats.value"] == "25"
    assert form.fields["entitlements.enterprise.value"] == "true"
    assert "nothing to amend" in person.take(agreement_id, "amend", 422)
    person.take(agreement_id, "amend", end_time="now+30d")
    changed = marketplace.agreement(agreement_id)
    assert changed["entitlements"] == {"seats": 25, "enterprise": True}
    assert changed["history"][-1]["details"].keys() == {"end_time"}
    person.take(agreement_id, "amend", **{"entitlements.seats.value": "30"})
    assert marketplace.agreement(agreement_id)["entitlements"] == {"seats": 30, "enterprise": True}
    person.take(agreement_id, "amend", **{"entitlements.enterprise.value": "", "entitlements.seats.value": ""})
    assert marketplace.agreement(agreement_id)["entitlements"] == {}


def test_what_a_step_refuses_is_told(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace)
    steps = f"{page_of(agreement_id)}/steps"
    assert "has no free trial that goes on; it can take" in person.press(f"{steps}/end_trial", 409)
    assert 'status is "gone", expected CANCELLED' in person.press(f"{steps}/cancel", 422, status="gone")
    assert "end_time: 'soon' is not a time" in person.press(f"{steps}/amend", 422, end_time="soon")
    assert "there is no step 'vanish'" in person.press(f"{steps}/vanish", 404)
    assert person.get(f"{steps}/cancel", 405)
    assert marketplace.agreement(agreement_id)["status"] == "ACTIVE"


def test_an_agreement_that_has_ended_has_no_steps(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace)
    marketplace.cancel_agreement(agreement_id)
    page = text(person.get(page_of(agreement_id)))
    assert "It can take no more steps" in page
    assert "CANCELLED" in page
    assert person.forms(agreement_id) == {}


@pytest.fixture
def a_new_step(monkeypatch: pytest.MonkeyPatch) -> str:
    """A step whose file was added to `agreements/`."""
    module = ModuleType("pause", "Pause: nothing happens for a while.")
    code = '''
BY = "buyer"

class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how long, and why: `reason` is for people."""

    days: Annotated[int, Meta(ge=1, le=30)]
    reason: str | None = None

def why_not(world, agreement, at):
    return None if agreement["name"] == "patient" else "it is in a hurry"

def take(world, agreement, fields, at):
    return [Change(agreements.change(world.store, agreement, at, duration=f"P{fields.days}D"), at, "NEW", NONE)]
'''
    module.__dict__.update(
        msgspec=msgspec, Annotated=Annotated, Meta=msgspec.Meta, NONE=NONE, Change=Change, agreements=stored
    )
    monkeypatch.setitem(sys.modules, "pause", module)
    exec(code, module.__dict__)
    monkeypatch.setitem(agreements.STEPS, "pause", module)  # type: ignore[arg-type]
    return "pause"


def test_a_new_step_has_a_button_and_a_form_by_itself(
    person: Person, marketplace: Marketplace, a_new_step: str
) -> None:
    hurried = accept(marketplace, buyer="rowan-press")
    agreement_id = accept(marketplace, name="patient")
    assert a_new_step not in person.forms(hurried)
    form = person.forms(agreement_id)[a_new_step]
    assert [*form.fields] == ["days", "reason"]
    page = person.get(page_of(agreement_id))
    assert "<button>Pause</button>" in page
    assert "by the buyer" in page
    assert "Nothing happens for a while." in page
    assert "For how long, and why: <code>reason</code> is for people." in page
    assert "'days' is missing" in person.take(agreement_id, a_new_step, 422)
    person.take(agreement_id, a_new_step, days="7")
    assert marketplace.agreement(agreement_id)["duration"] == "P7D"
