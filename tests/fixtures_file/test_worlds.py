"""The worlds that come with the emulator: all that the comments of each promise comes true as the clock goes on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from marketplace_emulator import Marketplace, fixtures_file
from marketplace_emulator.duration import iso, moment, seconds
from marketplace_emulator.yaml_file import Yaml
from tests.fixtures_file.market import NOW, Market

FOLDER = Path(__file__).parents[2] / "fixtures" / "worlds"
WORLDS = {each.stem: each for each in sorted(FOLDER.glob("*.yaml"))}
LAST = seconds("1d")
"""How long the last chapter of a story is told."""
_CHAPTER = re.compile(r"# (now\S*) {2,}(\S.*)")
_MESSAGE = re.compile(r"#   \+(\S+) {2,}(\S.*?)(?: {2,}(\S.*))?")
_AGREEMENT = re.compile(r"#   (\S.*?) {2,}([A-Z]+)(?:, (.+))?")
_EXAMPLE = re.compile(r"#   marketplace-emulator (\S.*)")


@dataclass
class Chapter:
    """What a world's comments promise of a moment: agreements as they are then, and messages until the next chapter."""

    at: float
    agreements: dict[str, str] = field(default_factory=dict)
    messages: list[tuple[float, str, str | None]] = field(default_factory=list)


def story(file: Path) -> list[Chapter]:
    """Read the comments of a world."""
    told: list[Chapter] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if found := _CHAPTER.fullmatch(line):
            told.append(Chapter(moment(found[1], NOW), dict(told[-1].agreements) if told else {}))
        elif found := _MESSAGE.fullmatch(line):
            told[-1].messages.append((told[-1].at + seconds(found[1]), found[2], found[3]))
        elif found := _AGREEMENT.fullmatch(line):
            told[-1].agreements[found[1]] = ", ".join(filter(None, found.groups()[1:]))
    return told


def now(marketplace: Marketplace) -> Iterator[tuple[str, str]]:
    """Yield each agreement by name, as the comments of worlds describe it, by what the seller can ask AWS."""
    billed = {each["agreement_id"]: Decimal(each["amount"]) for each in marketplace.ledger(by="agreement")["items"]}
    for agreement in marketplace.agreements():
        agreement_id = agreement["agreement_id"]
        granted = [each for each in marketplace.entitlements(agreement_id=agreement_id) if each["in_force"]]
        parts = [agreement["status"]]
        if agreement["free_trial"] and agreement["status"] == "ACTIVE":
            parts.append("free trial")
        parts += [f"{each['dimension']} {each['value']}" for each in granted]
        parts += [f"billed {billed[agreement_id]:.2f}"] if agreement_id in billed else []
        yield agreement["name"], ", ".join(parts)


@pytest.fixture(params=WORLDS.values(), ids=[*WORLDS])
def file(request: pytest.FixtureRequest) -> Path:
    """Return the file of each world."""
    found: Path = request.param
    return found


@pytest.fixture
def marketplace(file: Path) -> Iterator[Marketplace]:
    """Plant a world on a frozen clock."""
    with frozen(file) as planted:
        yield planted


def frozen(file: Path) -> Marketplace:
    """Return a marketplace with a world that is planted on a frozen clock."""
    planted = Marketplace(file)
    planted.clock.freeze()
    planted.clock.set(iso(NOW))
    planted.reset(only="products,buyers")
    return planted


def test_the_worlds_are_these() -> None:
    assert [*WORLDS] == ["concurrent", "month-end", "renewal", "trial-converts", "trial-ends", "year"]


def test_each_conforms_to_the_schema(file: Path) -> None:
    assert file.read_text().startswith("# yaml-language-server: $schema=../schema.json\n# ")
    jsonschema.Draft202012Validator(fixtures_file.schema()).validate(Yaml(file.read_text()).value)


def test_what_the_comments_promise_comes_true(file: Path, marketplace: Marketplace) -> None:
    told, market = story(file), Market(marketplace)
    assert len(told) > 1, "a story has chapters"
    ends = [*(each.at for each in told[1:]), told[-1].at + LAST]
    for chapter, end in zip(told, ends, strict=True):
        marketplace.clock.set(chapter.at)
        assert dict(now(marketplace)) == chapter.agreements, iso(chapter.at)
        marketplace.clock.set(end - 0.001)
        happened = [each for each in market.messages() if chapter.at <= each[0] < end]
        alone = len(chapter.agreements) == 1 or all(name is None for _, _, name in chapter.messages)
        seen = [(at, type_, None if alone else name) for at, type_, name in happened]
        assert sorted(seen, key=str) == sorted(chapter.messages, key=str), iso(chapter.at)


def test_it_comes_true_in_one_leap_too(file: Path, marketplace: Marketplace) -> None:
    told, market = story(file), Market(marketplace)
    marketplace.clock.set(told[-1].at + LAST)
    assert dict(now(marketplace)) == told[-1].agreements
    promised = sorted((at, type_) for each in told for at, type_, _ in each.messages)
    assert sorted((at, type_) for at, type_, _ in market.messages() if NOW <= at <= told[-1].at + LAST) == promised


def test_the_commands_in_the_comments_go_through_it(file: Path) -> None:
    serve, *_, advance = [found[1] for line in file.read_text().splitlines() if (found := _EXAMPLE.fullmatch(line))]
    assert serve == f"serve --fixtures fixtures/worlds/{file.name}"
    second = story(file)[1]
    assert NOW + seconds(advance.removeprefix("clock advance ")) == second.at


def test_its_tokens_resolve(marketplace: Marketplace) -> None:
    tokens = [each for each in marketplace.tokens() if each["name"] is not None]
    by_id: Mapping[str, Any] = {each["agreement_id"]: each for each in marketplace.agreements()}
    assert tokens
    for each in tokens:
        found = marketplace.client().resolve_customer(RegistrationToken=each["token"])
        agreement = by_id[each["agreement_id"]]
        assert found["CustomerAWSAccountId"] == agreement["customer_aws_account_id"]


def test_the_last_hours_of_a_month() -> None:
    with frozen(WORLDS["month-end"]) as marketplace:
        metering, by_name = marketplace.client(), {each["name"]: each for each in marketplace.agreements()}

        def send(name: str, at: float) -> str:
            record = {
                "Timestamp": at,
                "Dimension": "bookings",
                "Quantity": 1,
                "CustomerAWSAccountId": by_name[name]["customer_aws_account_id"],
                "LicenseArn": by_name[name]["license_arn"],
            }
            (result,) = metering.batch_meter_usage(UsageRecords=[record])["Results"]
            return str(result["Status"])

        hour = seconds("1h")
        marketplace.clock.set(NOW + 2 * hour)
        assert send("ash", NOW - 3 * hour) == "DuplicateRecord", "the usage of this hour was sent"
        assert [send("fir", NOW - each * hour) for each in (2, 1)] == ["Success", "Success"], "that of these was not"
        assert send("fir", NOW) == "Success", "within the hour after the end"
        assert send("oak", NOW - 20 * hour) == "CustomerNotSubscribed", "hours after the end"
        marketplace.clock.set(NOW + 3 * hour + 1)
        assert send("fir", NOW + hour) == "CustomerNotSubscribed", "after the hour"
        assert send("ash", NOW + hour) == "Success"


def test_planned_steps_are_the_same_as_steps_by_hand(file: Path, marketplace: Marketplace, tmp_path: Path) -> None:
    planned = Yaml(file.read_text()).value
    later = [each for each in planned["steps"] if moment(each["at"], NOW) > NOW]
    assert later or file.stem == "month-end"
    rest = {**planned, "steps": [each for each in planned["steps"] if each not in later]}
    (tmp_path / file.name).write_text(json.dumps(rest))
    with frozen(tmp_path / file.name) as by_hand:
        for each in sorted(later, key=lambda each: moment(each["at"], NOW)):
            by_hand.clock.set(moment(each.pop("at"), NOW))
            take(by_hand, **each)
        for one in (by_hand, marketplace):
            one.clock.set(NOW + seconds("800d"))
        assert by_hand.agreements() == marketplace.agreements()
        assert by_hand.entitlements() == marketplace.entitlements()
        assert sorted(Market(by_hand).messages()) == sorted(Market(marketplace).messages())


def take(marketplace: Marketplace, *, step: str, **fields: Any) -> None:
    """Take a step that is written as in a file by the control API."""
    ids = {each["name"]: each["agreement_id"] for each in marketplace.agreements()}
    path = f"/agreements/{ids[fields.pop('agreement')]}/{step}" if "agreement" in fields else "/agreements"
    for name, member, nouns in (
        ("product", "product_code", marketplace.products()),
        ("buyer", "customer_aws_account_id", marketplace.buyers()),
        ("offer_id", "offer_id", marketplace.offers()),
    ):
        if name in fields:
            given = fields.pop(name)
            [fields[member]] = [each[member] for each in nouns if each["name"] == given]  # type: ignore[literal-required]
    if "start_time" in fields:
        fields["start_time"] = moment(fields["start_time"], NOW)
    marketplace.request("POST", path, fields)
