"""Agreements take steps by the Python methods, which have what the control API has."""

from __future__ import annotations

import inspect
from typing import Any, get_type_hints

import pytest

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.agreements import STEPS
from marketplace_emulator.steering import Steering
from marketplace_emulator.store import agenda

METHODS = {step: "end_trial" if step == "end_trial" else f"{step}_agreement" for step in STEPS}


@pytest.fixture
def agreement(marketplace: Marketplace) -> Any:
    """Return a new agreement to a product that is sold by contract and by usage, on a frozen clock."""
    marketplace.clock.set("2027-01-01T00:00:00Z", frozen=True)
    product = next(each for each in marketplace.products() if each["name"] == "harbor-backup")
    return marketplace.accept_agreement(
        product_code=product["product_code"],
        customer_aws_account_id="210987654321",
        name="year",
        duration="P12M",
        free_trial_days=14,
        entitlements={"gb_protected": 5},
    )


@pytest.mark.parametrize("step", STEPS)
def test_python_has_a_method_for_each_step_with_each_of_its_members(step: str) -> None:
    method = getattr(Steering, METHODS[step])
    taken: set[str] = set()
    for parameter in inspect.signature(method).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            (fields,) = get_type_hints(method, vars(inspect.getmodule(method)) | LATER)[parameter.name].__args__
            taken |= {*fields.__annotations__}
        else:
            taken.add(parameter.name)
    assert taken - {"self", "agreement_id"} == {*STEPS[step].Fields.__struct_fields__} - {"agreement_id"}


LATER: dict[str, Any] = dict.fromkeys(("Agreement", "AgreementInFull", "Created", "Status", "Ended"), Any)


def test_a_new_agreement_is_shown_with_its_terms(marketplace: Marketplace, agreement: Any) -> None:
    assert agreement["accepted_at"] == agreement["start_time"] == agreement["last_update_time"]
    assert agreement["start_time"] == "2027-01-01T00:00:00Z"
    assert (agreement["end_time"], agreement["duration"]) == ("2028-01-01T00:00:00Z", "P12M")
    assert (agreement["free_trial"], agreement["free_trial_ends_at"]) == (True, "2027-01-15T00:00:00Z")
    assert (agreement["auto_renew"], agreement["payment_failed"]) == (False, False)
    assert agreement["previous_agreement_id"] is None
    assert agreement["initial_agreement_id"] == agreement["agreement_id"]
    shown = marketplace.agreement(agreement["agreement_id"])
    assert shown == {**agreement, "steps": shown["steps"], "history": shown["history"]}
    assert shown["steps"] == ["amend", "cancel", "end_trial", "expire", "renew", "replace", "terminate"]
    assert [each["step"] for each in shown["history"]] == ["accept"]
    assert "start_time" not in shown["history"][0]["details"], "only what was given is in the history"


def test_the_history_has_times_in_iso_8601_and_no_defaults(marketplace: Marketplace) -> None:
    [planted] = [each for each in marketplace.agreements() if each["name"] == "birch-analytics-trial"]
    [accepted] = marketplace.agreement(planted["agreement_id"])["history"]
    assert accepted["at"] == planted["start_time"]
    del accepted["details"]["product_code"], accepted["details"]["customer_aws_account_id"]
    assert accepted["details"] == {
        "name": "birch-analytics-trial",
        "free_trial": True,
        "end_time": planted["end_time"],
    }


def test_a_life_is_its_history(marketplace: Marketplace, agreement: Any) -> None:
    first = agreement["agreement_id"]
    assert marketplace.end_trial(first)["free_trial"] is False
    marketplace.clock.advance("1d")
    amended = marketplace.amend_agreement(first, auto_renew=True, entitlements={"gb_protected": 9})
    assert (amended["auto_renew"], amended["entitlements"]) == (True, {"gb_protected": 9})
    second = marketplace.renew_agreement(first, duration="P1M")
    third = marketplace.replace_agreement(second["agreement_id"], entitlements={"gb_protected": 1})
    assert third["previous_agreement_id"] == second["agreement_id"]
    assert third["initial_agreement_id"] == first
    assert marketplace.cancel_agreement(third["agreement_id"])["status"] == "CANCELLED"
    shown = marketplace.agreement(first)
    assert shown["steps"] == []
    assert shown["status"] == "RENEWED"
    assert [(each["step"], each["at"], each["details"]) for each in shown["history"][1:]] == [
        ("end_trial", "2027-01-01T00:00:00Z", {}),
        ("amend", "2027-01-02T00:00:00Z", {"auto_renew": True, "entitlements": {"gb_protected": 9}}),
        ("renew", "2027-01-02T00:00:00Z", {"duration": "P1M"}),
    ]
    assert [each["step"] for each in marketplace.agreement(third["agreement_id"])["history"]] == ["replace", "cancel"]


def test_an_agreement_that_is_not_paid_for_can_be_paid(marketplace: Marketplace, agreement: Any) -> None:
    code, account = agreement["product_code"], "321098765432"
    failed = marketplace.accept_agreement(product_code=code, customer_aws_account_id=account, payment="fails")
    assert failed["payment_failed"] is True
    assert marketplace.agreement(failed["agreement_id"])["steps"] == ["cancel", "expire", "pay", "terminate"]
    assert marketplace.pay_agreement(failed["agreement_id"])["payment_failed"] is False


@pytest.mark.parametrize(("method", "status"), [("terminate_agreement", "TERMINATED"), ("expire_agreement", "EXPIRED")])
def test_an_agreement_ends(marketplace: Marketplace, agreement: Any, method: str, status: str) -> None:
    ended = getattr(marketplace, method)(agreement["agreement_id"])
    assert (ended["status"], ended["end_time"]) == (status, "2027-01-01T00:00:00Z")
    with pytest.raises(
        Refused, match=f"it is {status}; it can take no step any more; accept a new agreement"
    ) as refused:
        marketplace.renew_agreement(agreement["agreement_id"])
    assert refused.value.status == 409


def test_a_planned_step_that_was_refused_is_in_the_history(marketplace: Marketplace, agreement: Any) -> None:
    with (world := marketplace.world).transaction():
        due = world.clock.now() + 60
        world.store.run(agenda.ADD, **agenda.row(due, "pay", agreement["agreement_id"]))
        world.due_by(due)
    marketplace.clock.advance("1h")
    assert marketplace.agreement(agreement["agreement_id"])["history"][1:] == [
        {
            "step": "pay",
            "at": "2027-01-01T00:01:00Z",
            "details": {},
            "refusal": f"the agreement '{agreement['agreement_id']}' is paid for; it can take amend, cancel, end_trial, "
            "expire, renew, replace, terminate",
        }
    ]


@pytest.mark.parametrize(
    ("step", "fields", "status", "said"),
    [
        (
            "renw",
            {},
            404,
            "expected one of amend, cancel, end_trial, expire, pay, renew, replace, terminate instead of 'renw'",
        ),
        ("accept", {}, 404, "expected one of amend, cancel, end_trial, expire, pay, renew, replace, terminate"),
        ("pay", {}, 409, "is paid for; it can take amend, cancel, end_trial, expire, renew, replace, terminate"),
        ("amend", {}, 422, "nothing to amend; give entitlements, end_time, auto_renew,"),
        ("amend", {"end_time": "soon"}, 422, "end_time: 'soon' is not a time"),
        ("amend", {"auto_renw": True}, 422, "'auto_renw' is not a field; did you mean 'auto_renew'?"),
        ("expire", {"at": "now"}, 422, "'at' is not a field; leave it out"),
        ("renew", {"duration": "P0D"}, 422, "expected an ISO 8601 duration, such as P12M, of 1 to 9999 days"),
        ("renew", {"duration": "1 year"}, 422, 'duration is "1 year", expected an ISO 8601 duration, such as P12M'),
        ("end_trial", {"becomes": "free"}, 422, 'becomes is "free", expected ended or paid'),
        ("cancel", {"status": "OVER"}, 422, 'status is "OVER", expected CANCELLED or EXPIRED or'),
    ],
)
def test_a_wrong_step_is_refused_in_one_line(
    marketplace: Marketplace, agreement: Any, step: str, fields: dict[str, Any], status: int, said: str
) -> None:
    before = marketplace.agreement(agreement["agreement_id"])
    with pytest.raises(Refused) as refused:
        marketplace.request("POST", f"/agreements/{agreement['agreement_id']}/{step}", fields)
    assert (refused.value.status, said in str(refused.value)) == (status, True), str(refused.value)
    assert "\n" not in str(refused.value)
    assert marketplace.agreement(agreement["agreement_id"]) == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"end_time": "now+1d", "duration": "P1M"}, "end_time and duration are both given; give one of them"),
        (
            {"free_trial_days": 3, "free_trial_ends_at": "now+1d"},
            "free_trial_days and free_trial_ends_at are both given",
        ),
        (
            {"free_trial": False, "free_trial_days": 3},
            "free_trial is false, but free_trial_days is given; leave out one",
        ),
        (
            {"start_time": "9999-12-31"},
            "start_time: 9999-12-31T00:00:00Z is too late; expected a time before 9999-01-01T00:00:00Z",
        ),
        ({"start_time": "now+2d", "end_time": "now+1d"}, "is before start_time"),
        ({"payment": "late"}, 'payment is "late", expected fails or succeeds'),
        ({"duration": "P9999Y"}, "ends after the year 9999; give a shorter one"),
        ({"free_trial_days": 14, "end_time": "now+1d"}, "is longer than the agreement, which ends at"),
        ({"offer": "x"}, "'offer' is not a field; did you mean 'offer_id'?"),
    ],
)
def test_terms_that_contradict_each_other_are_refused(
    marketplace: Marketplace, agreement: Any, fields: dict[str, Any], said: str
) -> None:
    before = marketplace.agreements()
    given = {"product_code": agreement["product_code"], "customer_aws_account_id": "321098765432"}
    with pytest.raises(Refused) as refused:
        marketplace.request("POST", "/agreements", given | fields)
    assert (refused.value.status, said in str(refused.value)) == (422, True), str(refused.value)
    assert marketplace.agreements() == before
    if "duration" in fields and "end_time" in fields:
        with pytest.raises(Refused, match="are both given"):
            marketplace.renew_agreement(agreement["agreement_id"], duration="P1M", end_time="now+1d")


def test_an_unknown_agreement_is_refused_with_the_known_ones(marketplace: Marketplace) -> None:
    for method in {*METHODS.values()} - {"accept_agreement"} | {"agreement"}:
        with pytest.raises(Refused, match="there is no agreement 'agmt-none'; ") as refused:
            getattr(marketplace, method)("agmt-none")
        assert refused.value.status == 404
    with pytest.raises(Refused, match="there is no agreement 'agmt-none'; "):
        marketplace.agreements(initial_agreement_id="agmt-none")
