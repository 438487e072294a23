"""The commands of the steps of an agreement."""

from __future__ import annotations

import json

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.agreements import STEPS
from marketplace_emulator.commands.agreement import command
from tests.commands.conftest import Run


@pytest.fixture
def year(run: Run) -> str:
    """Accept an agreement named year and return its id."""
    words = ("--product", "harbor-backup", "--buyer", "birch-hospital", "--duration", "P12M", "--free-trial-days", "14")
    return run("agreement", "accept", "--name", "year", *words).stdout.strip()


@pytest.mark.parametrize("step", STEPS)
def test_each_step_has_a_command_with_each_of_its_members(step: str) -> None:
    found = command.commands[step.replace("_", "-")]
    options = {str(each.name) for each in found.params}
    renamed = {"product_code": "product", "customer_aws_account_id": "buyer"}
    assert {renamed.get(each, each) for each in STEPS[step].Fields.__struct_fields__} <= options


def test_an_agreement_changes_and_stays(run: Run, served: Marketplace, year: str) -> None:
    assert run("agreement", "end-trial", "year", "--becomes", "paid").stdout.startswith(f"{year} is ACTIVE until ")
    words = ("agreement", "amend", "year")
    changed = json.loads(run(*words, "--entitle", "gb_protected=9", "--auto-renew", "--json").stdout)
    assert (changed["entitlements"], changed["auto_renew"]) == ({"gb_protected": 9}, True)
    assert run(*words, "--end-time", "2050-01-01T00:00:00Z", "--no-auto-renew", "--no-entitlements").stdout == (
        f"{year} is ACTIVE until 2050-01-01T00:00:00Z\n"
    )
    assert (served.agreement(year)["entitlements"], served.agreement(year)["auto_renew"]) == ({}, False)


def test_another_agreement_follows(run: Run, served: Marketplace, year: str) -> None:
    renewed = run("agreement", "renew", "year", "--duration", "P1M", "--auto-renew").stdout.strip()
    assert served.agreement(renewed)["previous_agreement_id"] == year
    run("offer", "create", "better", "--product", "harbor-backup", "--entitle", "gb_protected=3")
    replaced = served.agreement(run("agreement", "replace", "year (2)", "--offer", "better").stdout.strip())
    assert (replaced["previous_agreement_id"], replaced["entitlements"]) == (renewed, {"gb_protected": 3})
    assert replaced["offer_id"] == served.offers()[0]["offer_id"]


@pytest.mark.parametrize(
    ("step", "status"), [("cancel", "CANCELLED"), ("terminate", "TERMINATED"), ("expire", "EXPIRED")]
)
def test_an_agreement_ends(run: Run, year: str, step: str, status: str) -> None:
    assert f"{year} is {status} since " in run("agreement", step, year).stdout
    assert run("agreement", step, "year", code=1).stderr == (
        f"Error: the agreement '{year}' has already ended: it is {status}; it can take no step any more; accept a new "
        "agreement\n"
    )


def test_an_agreement_is_paid_for(run: Run, served: Marketplace) -> None:
    buy = ("--product", "harbor-backup", "--buyer", "birch-hospital", "--payment", "fails")
    agreement_id = run("agreement", "accept", *buy).stdout.strip()
    assert (
        "has failed; it can take cancel, expire, pay, terminate\n"
        in run("agreement", "renew", agreement_id, code=1).stderr
    )
    assert run("agreement", "pay", agreement_id).stdout.startswith(f"{agreement_id} is ACTIVE until 9999-01-01")
    assert served.agreement(agreement_id)["payment_failed"] is False


def test_two_agreements_of_one_name_are_told_apart_by_id(run: Run, served: Marketplace, year: str) -> None:
    other = run(
        "agreement", "accept", "--name", "year", "--product", "harbor-backup", "--buyer", "alder-logistics",
        "--agreement-id", "agmt-other", "--license-arn", "arn:other",
    ).stdout.strip()  # fmt: skip
    assert [each["agreement_id"] for each in served.agreements(name="year")] == [year, other]
    said = f"2 of the agreements are named 'year'; give the agreement_id instead: {year}, {other}\n"
    assert run("agreement", "renew", "year", code=1).stderr == f"Error: {said}"
    assert f"{other} is EXPIRED" in run("agreement", "expire", other).stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("amend", "year"), 1, "nothing to amend; give entitlements, end_time, auto_renew,"),
        (("amend", "year", "--entitle", "gb_protected=1", "--no-entitlements"), 2, "do not go together"),
        (("renew", "year", "--end-time", "soon"), 1, "end_time: 'soon' is not a time"),
        (("renew", "yeer"), 1, "there is no agreement 'yeer'; did you mean 'year'?"),
        (("replace", "year", "--offer", "nosuch", "--duration", "12M"), 1, 'duration is "12M", expected an ISO 8601'),
        (("renw", "year"), 2, "'renw' is not a command; did you mean 'renew'?"),
    ],
)
def test_a_wrong_step_is_told(run: Run, year: str, words: tuple[str, ...], code: int, said: str) -> None:
    assert said in run("agreement", *words, code=code).stderr
