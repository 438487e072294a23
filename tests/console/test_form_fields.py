"""A form is made of a type alone: each kind of member has its kind of field, and what is written comes back as the type."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from marketplace_emulator.agreements import STEPS
from marketplace_emulator.console.form_fields import FormField, Known, Option, fields_of
from marketplace_emulator.console.form_values import given, read
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.store.entitlements import Grant, Grants

SEATS = Known(
    values={"offer_id": [Option("offer-1", "first")]},
    keys=[Option("seats", "Seats"), Option("tier", "Tier")],
    now={"entitlements": {"seats": {"value": 25, "end_time": "2026-12-01T00:00:00Z"}, "tier": {"value": True}}},
)
ROWS = {
    "entitlements": "rows",
    "entitlements.seats.value": "25",
    "entitlements.seats.end_time": "2026-12-01T00:00:00Z",
    "entitlements.tier.value": "true",
}


class Everything(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step that has a member of every kind."""

    note: Annotated[str, Meta(max_length=10, description="what to remember")] | None = None
    count: Annotated[int, Meta(ge=1, le=9)]
    share: float = 0.5
    when: str | float = "now"
    sure: bool | None = None
    really: bool
    level: Literal["low", "high"] = "low"
    turn: Literal[1, 2] | None = None
    offer_id: str | None = None
    entitlements: Grants | None = None


FIELDS = {each.name: each for each in fields_of(Everything, SEATS)}


def choices(field: FormField) -> list[str]:
    return [each.value for each in field.choices]


def test_each_kind_of_member_has_its_kind_of_field() -> None:
    assert {name: each.kind for name, each in FIELDS.items()} == {
        "count": "number",
        "really": "choice",
        "note": "text",
        "share": "number",
        "when": "time",
        "sure": "choice",
        "level": "choice",
        "turn": "choice",
        "offer_id": "text",
        "entitlements": "map",
    }


def test_what_must_be_given_comes_first() -> None:
    assert [name for name, each in FIELDS.items() if each.is_required] == [*FIELDS][:2] == ["count", "really"]


def test_a_field_says_what_the_type_says() -> None:
    note, count, share = FIELDS["note"], FIELDS["count"], FIELDS["share"]
    assert (note.hint, note.longest) == ("what to remember", 10)
    assert (count.least, count.most, count.is_whole, share.is_whole) == (1, 9, True, False)
    assert (FIELDS["when"].usual, share.usual, FIELDS["level"].value) == ("now", "0.5", "low")


def test_only_what_may_be_left_out_offers_to_leave_it_out() -> None:
    offered = {name: choices(FIELDS[name]) for name in ("sure", "really", "level", "turn", "offer_id")}
    assert offered == {
        "sure": ["", "true", "false"],
        "really": ["true", "false"],
        "level": ["high", "low"],
        "turn": ["", "1", "2"],
        "offer_id": ["offer-1"],
    }


def test_a_map_has_a_row_for_each_key_with_what_it_holds() -> None:
    rows = FIELDS["entitlements"].rows
    assert {row.key.label: [(each.name, each.value) for each in row.fields] for row in rows} == {
        "Seats": [("entitlements.seats.value", "25"), ("entitlements.seats.end_time", "2026-12-01T00:00:00Z")],
        "Tier": [("entitlements.tier.value", "true"), ("entitlements.tier.end_time", "")],
    }


def test_a_map_without_keys_has_no_field() -> None:
    assert "entitlements" not in [each.name for each in fields_of(Everything, Known())]


def test_what_is_written_comes_back_as_the_type() -> None:
    form = {
        "note": " two words ",
        "count": "3",
        "share": "0.25",
        "when": "now+30d",
        "sure": "false",
        "really": "true",
        "level": "high",
        "turn": "2",
        "offer_id": "offer-9",
        **ROWS,
        "entitlements.seats.value": "30",
    }
    assert read(form, Everything, SEATS) == Everything(
        note="two words",
        count=3,
        share=0.25,
        when="now+30d",
        sure=False,
        really=True,
        level="high",
        turn=2,
        offer_id="offer-9",
        entitlements={"seats": Grant(value=30, end_time="2026-12-01T00:00:00Z"), "tier": True},
    )


def test_an_empty_field_is_not_given() -> None:
    form = {"count": "3", "really": "true", "note": " ", "sure": "", "share": ""}
    assert given(form, Everything, SEATS) == {"count": 3, "really": True}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({}, {}),
        (ROWS, {}),
        ({"entitlements": "rows"}, {"entitlements": {}}),
        ({**ROWS, "entitlements.tier.value": "gold"}, {"tier": "gold"}),
        ({**ROWS, "entitlements.tier.value": ""}, {"seats": {"value": 25, "end_time": "2026-12-01T00:00:00Z"}}),
        ({**ROWS, "entitlements.seats.end_time": ""}, {"seats": 25, "tier": True}),
    ],
    ids=["not shown", "unchanged", "emptied", "changed", "one taken out", "without its end"],
)
def test_a_map_is_given_if_it_changed(rows: dict[str, str], expected: dict[str, Any]) -> None:
    found = given(rows, Everything, SEATS)
    assert found.get("entitlements", {}).items() >= {k: v for k, v in expected.items() if k != "entitlements"}.items()
    assert ("entitlements" in found) == bool(expected)


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"count": "12"}, "count is 12, expected a whole number of at most 9"),
        ({"count": "many"}, 'count is "many", expected a whole number'),
        ({"level": "middle"}, 'level is "middle", expected high or low'),
        ({"really": "perhaps"}, 'really is "perhaps", expected true or false'),
        ({"count": ""}, "'count' is missing; add it"),
    ],
)
def test_a_mistake_is_told_with_what_was_written(wrong: dict[str, str], text: str) -> None:
    with pytest.raises(Problem, match=text):
        read({"count": "3", "really": "true", **wrong}, Everything, SEATS)


@pytest.mark.parametrize("step", STEPS)
def test_every_step_has_a_form_and_takes_it_as_it_is(step: str) -> None:
    wanted = STEPS[step].Fields
    form = {each.name: each.value or "210987654321" for each in fields_of(wanted, SEATS) if each.is_required}
    made = read({**form, **ROWS}, wanted, SEATS)
    assert {name: getattr(made, name) for name in form} == form
