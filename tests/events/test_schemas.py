"""The JSON Schemas of messages: what the emulator sends and what AWS documents fit them, and nothing else does."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import Loader
from jsonschema import Draft202012Validator

from docs import generate
from marketplace_emulator import Refused
from marketplace_emulator.events import EVENTS, file_name, schema
from marketplace_emulator.readings import messages
from tests.events import documented
from tests.events.life import RESALE, Life
from tests.events.test_notices import RENEWAL, renewing

FIXTURES = Path(__file__).parents[2] / "fixtures" / "schemas"
EVENTBRIDGE = [name for name, module in EVENTS.items() if module.CHANNEL == "eventbridge"]
SAMPLES: dict[str, Any] = {
    "id": "agmt-4mwg1nevbokzw95eca5797abc",
    "accountId": "845735284135",
    "intent": "NEW",
    "status": "ACTIVE",
    "autoRenewalEnabled": True,
    "lockoutReached": False,
    "disabledBy": None,
    "daysBeforeEndTime": 180,
    "tcv": "105000.00",
    "arn": "aws:license-manager:us-east-1:123456789012:l-e52ca6f38bf84d0fafb8802ca15ac11a",
    "requestId": "3d4c9f9b-b809-4f5e-9fac-a9ae98b05cba",
    "catalog": "AWSMarketplace",
}


def validator(type_: str) -> Draft202012Validator:
    """Return the validator of a message's schema, which is itself valid."""
    found = schema.of(type_)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def example(type_: str, members: str) -> dict[str, Any]:
    """Return an event with the members that the seller guide shows."""
    detail: dict[str, Any] = {}
    for path in documented.expected(members):
        *inside, name = path.split(".")
        value = SAMPLES.get(name, "2025-05-30T21:36:03Z" if name.endswith("Time") else "some text")
        place = detail.setdefault(inside[0], {}) if inside else detail
        place[name] = value
    if "Ended" in type_:
        detail["agreement"]["status"] = "CANCELLED"
    return {
        "version": "0",
        "id": "12345678-1234-1234-1234-123456789012",
        "detail-type": type_,
        "source": "aws.agreement-marketplace",
        "account": "123456512334",
        "time": "2024-08-30T21:36:03Z",
        "region": "us-east-1",
        "resources": ["arn:aws:aws-marketplace::aws:agreement:agmt-4mwg1nevbokzw95eca5797abc"],
        "detail": detail,
    }


def told(life: Life) -> Iterator[tuple[str, dict[str, Any]]]:
    """Live a year of every kind of agreement, and yield each message with its type."""
    resold = "offer-resold0000000"
    life.offer(**RENEWAL)
    life.offer(offer_id=resold, **RESALE)
    renewing(life)
    life.take("replace", life.take("renew", renewing(life)["agreement_id"]))
    for fields in ({"of": "legacy"}, {"of": "contract"}, {"offer_id": resold}, {}):
        agreement_id = life.accept(**fields)["agreement_id"]
        life.take("amend", agreement_id, end_time="now+400d")
        life.take("cancel", agreement_id)
    life.accept("legacy", payment="fails")
    life.marketplace.clock.advance("364d")
    for each in life.events():
        yield each.get("detail-type") or each["action"], each


def test_every_message_of_a_life_fits_its_schema(life: Life) -> None:
    types = set()
    for type_, message in told(life):
        validator(type_).validate(message)
        types.add(type_)
    assert types == {*EVENTS}


@pytest.mark.parametrize(
    ("reading", "value"), [(each.name, value) for each in messages.ROWS for value in each.alternatives[1:]]
)
def test_every_message_fits_its_schema_by_every_reading(life: Life, reading: str, value: str) -> None:
    life.marketplace.set_readings(**{reading: value})
    for type_, message in told(life):
        validator(type_).validate(message)


def test_every_event_of_a_life_has_the_documented_members_in_their_order(life: Life) -> None:
    life.marketplace.set_readings(ended_event_has_offer="present")
    for type_, event in told(life):
        if type_ in documented.DETAILS:
            renewed = event["detail"]["agreement"].get("intent") == "RENEW"
            members = documented.RENEWED if renewed else documented.DETAILS[type_]
            assert list(event) == documented.ENVELOPE
            assert documented.paths(event["detail"]) == documented.expected(members)


@pytest.mark.parametrize("type_", EVENTBRIDGE)
def test_the_documented_example_fits_and_lacks_nothing(type_: str) -> None:
    whole = example(type_, documented.DETAILS[type_])
    validator(type_).validate(whole)
    for path in [[name] for name in whole] + [["detail", name] for name in whole["detail"]]:
        less = copy.deepcopy(whole)
        place = less if len(path) == 1 else less["detail"]
        del place[path[-1]]
        optional = path == ["detail", "offer"] and "Ended" in type_  # the real event has none
        assert validator(type_).is_valid(less) == optional, path


def test_the_documented_example_of_a_renewal_fits() -> None:
    type_ = "Purchase Agreement Created - Proposer"
    event = example(type_, documented.RENEWED)
    event["detail"]["agreement"]["intent"] = "RENEW"
    validator(type_).validate(event)
    del event["detail"]["agreement"]["previousAgreementId"]
    assert not validator(type_).is_valid(event)


@pytest.mark.parametrize(
    ("type_", "place", "value"),
    [
        ("Purchase Agreement Ended - Proposer", ["agreement", "status"], "ACTIVE"),
        ("Purchase Agreement Created - Proposer", ["agreement", "intent"], "new"),
        ("Purchase Agreement Created - Proposer", ["agreement", "startTime"], "30 May 2025"),
        ("Purchase Agreement Created - Proposer", ["acceptor", "accountId"], "8457"),
        ("Purchase Agreement Ending - Proposer", ["agreement", "daysBeforeEndTime"], 31),
        ("Purchase Agreement Renewal Upcoming - Proposer", ["renewalSummary", "tcv"], 105000.0),
    ],
)
def test_a_wrong_value_does_not_fit(type_: str, place: list[str], value: object) -> None:
    event = example(type_, documented.DETAILS[type_])
    event["detail"][place[0]][place[1]] = value
    assert not validator(type_).is_valid(event)


@pytest.mark.parametrize("type_", EVENTS)
def test_a_message_of_another_type_does_not_fit(type_: str) -> None:
    name = "action" if EVENTS[type_].CHANNEL == "sns" else "detail-type"
    (const,) = {schema.of(type_)["properties"][name]["const"]}
    assert const == type_


def test_the_words_of_events_are_those_of_the_service_model() -> None:
    shapes = Loader().load_service_model("marketplace-agreement", "service-2")["shapes"]
    statuses, intents = set(shapes["AgreementStatus"]["enum"]), set(shapes["Intent"]["enum"])
    ended = schema.of("Purchase Agreement Ended - Proposer")["$defs"]["EndedAgreement"]["properties"]["status"]["enum"]
    accepted = schema.of("Purchase Agreement Created - Proposer")["$defs"]["Accepted"]["properties"]
    assert set(ended) < statuses and "ACTIVE" not in ended
    assert set(accepted["status"]["enum"]) < statuses
    assert set(accepted["intent"]["enum"]) == intents | {"RENEW"}  # the guide has it in events only


def test_the_emulator_shows_the_schemas(life: Life) -> None:
    found = life.marketplace.event_types()
    assert [each["type"] for each in found] == [*EVENTS]
    for each in found:
        for name in (each["type"], each["schema"]):
            assert life.marketplace.event_schema(name) == schema.of(each["type"])
    with pytest.raises(Refused, match="did you mean 'License Updated - Manufacturer'"):
        life.marketplace.event_schema("License updated - manufacturer")


def test_the_published_schemas_are_current() -> None:
    published = {each.name: json.loads(each.read_text()) for each in FIXTURES.iterdir()}
    assert published == {f"{file_name(each)}.json": schema.of(each) for each in EVENTS}, (
        "run make docs to write fixtures/schemas again"
    )
    assert generate.SCHEMAS == FIXTURES
