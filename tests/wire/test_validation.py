"""What does not fit an operation's shape, in operations with lists, maps and numbers, and that two ways of checking agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace_emulator import catalogue, shape_types, validation
from marketplace_emulator.errors import AwsError
from tests.tiers import examples

OPERATIONS = [each for each in catalogue.by_name().values() if each.input]
RECORD = {
    "Timestamp": 1_796_000_000,
    "CustomerAWSAccountId": "210987654321",
    "Dimension": "users",
    "QuantityAsDecimal": "17.42",
    "LicenseArn": "arn:aws:license-manager::123456789012:license:l-0123456789abcdef",
    "UsageAllocations": [{"AllocatedUsageQuantityAsDecimal": "17.42", "Tags": [{"Key": "team", "Value": "blue"}]}],
}
LONG = (
    "[{Timestamp=1796000000.0, CustomerAWSAccountId=210987654321, Dimension=users, QuantityAsDecimal=17.42, "
    "LicenseArn=arn:aws:license-manager::123456789012:license:l-0123456789abcdef, UsageAllocations=[{A"
)
"""The first 200 characters of a list of it."""
NOTHING = object()


def batch(**changes: Any) -> dict[str, Any]:
    """Return a batch of two records, the second with these changes; a member that is NOTHING is left out."""
    changed = {name: value for name, value in {**RECORD, **changes}.items() if value is not NOTHING}
    return {"ProductCode": "harbor", "UsageRecords": [RECORD, changed]}


def wrong(at: str, value: str, constraint: str) -> str:
    """Return the text of one constraint that fails."""
    return f"Value {value} at '{at}' failed to satisfy constraint: {constraint}"


SECOND = "usageRecords.2.member"


@pytest.mark.parametrize(
    ("parameters", "problems"),
    [
        ({"ProductCode": "harbor"}, [wrong("usageRecords", "null", "Member must not be null")]),
        (
            batch(Timestamp=NOTHING, Dimension=None),
            [
                wrong(f"{SECOND}.timestamp", "null", "Member must not be null"),
                wrong(f"{SECOND}.dimension", "null", "Member must not be null"),
            ],
        ),
        (
            batch(Quantity=2**31),
            [wrong(f"{SECOND}.quantity", "'2147483648'", "Member must have value less than or equal to 2147483647")],
        ),
        (
            batch(Quantity=-1),
            [wrong(f"{SECOND}.quantity", "'-1'", "Member must have value greater than or equal to 0")],
        ),
        (
            batch(CustomerAWSAccountId="21098765432\n"),
            [
                wrong(
                    f"{SECOND}.customerAWSAccountId",
                    "'21098765432\n'",
                    "Member must satisfy regular expression pattern: ^[0-9]+$",
                )
            ],
        ),
        (
            batch(UsageAllocations=[{"Tags": []}]),
            [
                wrong(
                    f"{SECOND}.usageAllocations.1.member.tags",
                    "'[]'",
                    "Member must have length greater than or equal to 1",
                )
            ],
        ),
        (
            batch(Dimension="d" * 256),
            [
                wrong(
                    f"{SECOND}.dimension", "'" + "d" * 256 + "'", "Member must have length less than or equal to 255"
                )
            ],
        ),
        (
            {"UsageRecords": [RECORD] * 26},
            [wrong("usageRecords", f"'{LONG}…'", "Member must have length less than or equal to 25")],
        ),
    ],
    ids=["no-list", "required", "above", "below", "pattern", "short-list", "long-text", "long-list"],
)  # fmt: skip
def test_every_constraint_that_fails_is_named_with_its_place(parameters: Any, problems: list[str]) -> None:
    with pytest.raises(AwsError) as raised:
        validation.check(catalogue.by_name()["BatchMeterUsage"], parameters)
    count = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected: "
    assert (raised.value.code, str(raised.value)) == ("ValidationException", count + "; ".join(problems))


def test_a_key_that_a_map_may_not_have_is_named_with_those_that_it_may() -> None:
    with pytest.raises(AwsError, match="1 validation error detected") as raised:
        validation.check(catalogue.by_name()["GetEntitlements"], {"ProductCode": "p", "Filter": {"COLOR": ["red"]}})
    wanted = f"Map keys must satisfy constraint: [Member must satisfy enum value set: [{', '.join(KEYS)}]]"
    assert wrong("filter", "'{COLOR=[red]}'", wanted) in str(raised.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"Timestamp": "2026-11-29T00:00:00Z"},
        {"Timestamp": True},
        {"Timestamp": 10**400},
        {"Quantity": "17"},
        {"Quantity": 17.5},
        {"Quantity": True},
        {"Quantity": 10**5000},
        {"Dimension": 1},
        {"QuantityAsDecimal": 17.42},
        {"UsageAllocations": {"Tags": []}},
        {"UsageAllocations": [None]},
    ],
    ids=lambda changes: str(changes)[:40] if "Quantity" not in changes else str(type(changes["Quantity"])),
)
def test_a_value_of_another_json_type(changes: dict[str, Any]) -> None:
    with pytest.raises(AwsError) as raised:
        validation.check(catalogue.by_name()["BatchMeterUsage"], batch(**changes))
    assert raised.value.code == "SerializationException"


def test_null_and_unknown_members_are_left_out() -> None:
    checked = validation.check(catalogue.by_name()["BatchMeterUsage"], batch(Quantity=None, Plan="gold"))
    assert checked["UsageRecords"] == [{**RECORD, "Timestamp": 1.796e9}] * 2


def test_what_fits_is_not_walked() -> None:
    """The walk takes many times as long, and a batch has hundreds of members."""
    fitted = shape_types.fitted(catalogue.by_name()["BatchMeterUsage"], batch(Quantity=0))
    assert fitted["UsageRecords"][1] == {**RECORD, "Timestamp": 1.796e9, "Quantity": 0}


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-2, 30),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(["", "1.5", "12", "210987654321", "arn:aws:a:::b", "P1D", "a-b", "\n", "12\n", "x" * 300]),
)


KEYS = catalogue.service("marketplace-entitlement").shapes["GetEntitlementFilterName"]["enum"]


def near(service: catalogue.Service, name: str) -> st.SearchStrategy[Any]:
    """Return a strategy for values that fit a shape, or nearly."""
    shape: Mapping[str, Any] = service.shapes[name]
    kind = shape["type"]
    if kind == "structure":
        members = {member: near(service, each["shape"]) for member, each in shape["members"].items()}
        required = {member: members.pop(member) for member in shape.get("required", ())}
        fitting = st.fixed_dictionaries(required, optional={**members, "Unknown": SCALARS})
        return st.one_of(
            fitting, fitting, fitting, st.dictionaries(st.sampled_from(["Key", *shape["members"]]), SCALARS)
        )
    if kind == "list":
        return st.one_of(st.lists(near(service, shape["member"]["shape"]), max_size=3), SCALARS)
    if kind == "map":
        return st.one_of(
            st.dictionaries(
                st.one_of(st.sampled_from(KEYS), st.text(max_size=2)),
                near(service, shape["value"]["shape"]),
                max_size=3,
            ),
            SCALARS,
        )
    if "enum" in shape:
        return st.one_of(st.sampled_from(shape["enum"]), SCALARS)
    if kind == "string":
        return st.one_of(st.from_regex(shape.get("pattern", ".*").replace(r"\p{C}", "")), SCALARS)
    return st.one_of(st.integers(0, 10), st.floats(0, 10), SCALARS)


def outcome(parameters: Any, check: Any, operation: catalogue.Operation) -> tuple[str, str]:
    """Return what a check returns or raises, written so that 1, 1.0 and True differ."""
    try:
        return "fits", repr(check(operation, parameters))
    except AwsError as error:
        return error.code, str(error)


@given(data=st.data())
@settings(max_examples=examples(150, nightly=5_000), suppress_health_check=list(HealthCheck))
def test_the_quick_check_finds_what_the_walk_finds(data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(OPERATIONS))
    parameters = data.draw(near(operation.service, operation.input or "").filter(lambda each: isinstance(each, dict)))
    assert outcome(parameters, validation.check, operation) == outcome(parameters, validation.walked, operation)
