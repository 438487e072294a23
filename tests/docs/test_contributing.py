"""The examples of CONTRIBUTING.md work, and each is as many new files as the page says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECTIONS = dict(
    re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
)
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", ".*")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages, of the examples and of the broken integrations, with all of the page's files."""
    folder = tmp_path_factory.mktemp("copy")
    for package in ("emulator", "contract_tests", "examples", "fixtures", "tests/broken_integrations"):
        shutil.copytree(ROOT / package, folder / package, ignore=LEFT_OUT)
    for section in SECTIONS.values():
        for path, source in files(section).items():
            assert not (folder / path).exists(), f"{path} exists: the page's example needs another name"
            (folder / path).write_text(source, encoding="utf-8")
    return folder


def files(section: str) -> dict[str, str]:
    """Find a section's files: Python and templates whose first line names where they go."""
    return dict(re.findall(r"^```(?:python\n|html\n\{)# (.*?)(?: #\})?\n(.*?)^```", section, re.MULTILINE | re.DOTALL))


def run(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(str(each) for each in (copy, copy / "emulator", copy / "contract_tests"))
    return subprocess.run(
        [sys.executable, *words],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": path, "DATABASE": str(copy / "accounts.db")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("A kind of fault", 1),
        ("An operation", 1),
        ("A step of an agreement", 1),
        ("A message", 1),
        ("A kind of subscription", 1),
        ("A page of the console", 2),
        ("A contract", 2),
    ],
)
def test_a_new_thing_is_this_many_new_files(title: str, number: int) -> None:
    section = files(SECTIONS[title])
    assert len(section) == number
    assert all(len(source.splitlines()) <= 25 for source in section.values())


def test_the_kind_of_subscription_is_found_and_sends(copy: Path) -> None:
    program = """
from marketplace_emulator import Marketplace

with Marketplace() as marketplace:
    marketplace.clock.freeze()
    marketplace.subscribe("messages.txt", kind="file", types=["subscribe-success"])
    product = marketplace.create_product("new", generation="legacy")["product_code"]
    buyer = marketplace.buyers()[0]["customer_aws_account_id"]
    marketplace.create_agreement(product_code=product, customer_aws_account_id=buyer)
    marketplace.clock.advance("11s")
    print(marketplace.events(state="delivered")[0]["deliveries"][0]["attempts"][0]["outcome"])
print(open("messages.txt").read().count("subscribe-success"))
"""
    done = run(copy, "-c", program)
    assert (done.stdout, done.stderr) == ("written\n1\n", "")


def test_the_fault_and_the_operation_are_found_and_act(copy: Path) -> None:
    program = """
from botocore.config import Config
from botocore.exceptions import ClientError
from marketplace_emulator import Marketplace

once = Config(retries={"total_max_attempts": 1})
with Marketplace() as marketplace:
    agreements = marketplace.client("marketplace-agreement", config=once)
    print(agreements.list_agreement_charges(agreementId="agmt-any")["items"])
    print([each["about"]["agreement_id"] for each in marketplace.exchanges()])
    marketplace.add_fault(bad_gateway=True, agreement_id="agmt-any")
    try:
        agreements.list_agreement_charges(agreementId="agmt-any")
    except ClientError as error:
        print(error.response["ResponseMetadata"]["HTTPStatusCode"])
"""
    done = run(copy, "-c", program)
    assert (done.stdout, done.stderr) == ("[]\n[['agmt-any']]\n502\n", "")


def test_the_step_is_taken_shown_and_described(copy: Path) -> None:
    program = """
from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.control.openapi import document

emulator = Marketplace()
agreement = next(each for each in emulator.agreements() if each["name"] == "dogwood-backup-production")
path = f"/agreements/{agreement['agreement_id']}/extend"
emulator.amend_agreement(agreement["agreement_id"], end_time="2040-01-01T00:00:00Z")
assert emulator.request("POST", path, {"days": 2})["end_time"] == "2040-01-03T00:00:00Z"
shown = emulator.agreement(agreement["agreement_id"])
assert "extend" in shown["steps"]
assert (shown["history"][-1]["step"], shown["history"][-1]["details"]) == ("extend", {"days": 2})
assert [each["at"] for each in emulator.agenda(agreement_id=agreement["agreement_id"], kind="step")] == [
    "2040-01-03T00:00:00Z"
]
described = document()
operation = described["paths"]["/_emulator/agreements/{agreement_id}/extend"]["post"]
assert operation["operationId"] == "extend_agreement"
assert operation["summary"] == "Extend: the agreement ends some days later."
schema = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
assert described["components"]["schemas"][schema]["properties"] == {"days": {"type": "integer", "default": 1}}
for step, fields, said in (
    ("extend", {"days": "two"}, 'days is "two", expected a whole number'),
    ("pay", {}, "it can take amend, cancel, expire, extend, renew"),
    ("extnd", {}, "expected one of amend, cancel, end_trial, expire, extend, pay"),
):
    try:
        emulator.request("POST", path.replace("extend", step), fields)
    except Refused as refused:
        assert said in str(refused), refused
    else:
        raise AssertionError(step)
"""
    done = run(copy, "-c", program)
    assert done.returncode == 0, done.stderr


def test_the_message_is_written_and_described(copy: Path) -> None:
    program = """
from marketplace_emulator import Marketplace
from marketplace_emulator.events import facts, rendering
from marketplace_emulator.store import agreements, events

TYPE = "Purchase Agreement Advisory Issued - Manufacturer"
with Marketplace() as marketplace:
    print(marketplace.event_schema(TYPE)["description"])
    world = marketplace.world
    with world.transaction():
        agreement = dict(world.store.row(agreements.ALL))
        known = facts.of(agreement, "NEW")
        row = events.new(agreement, event_id="an-event", type_=TYPE, channel="eventbridge", at=0.0, facts=known)
        world.store.run(events.ADD, **row)
        print(rendering.body(world, events.find(world.store, "an-event")).count(agreement["agreement_id"]))
"""
    done = run(copy, "-c", program)
    assert (done.stdout, done.stderr) == ("Something may affect an agreement.\n2\n", "")


def test_the_page_shows_what_is_there(copy: Path) -> None:
    program = """
from werkzeug.test import Client
from marketplace_emulator import Marketplace
from marketplace_emulator.serving.wsgi import Wsgi

with Marketplace() as marketplace:
    shown = Client(Wsgi(marketplace.site)).get("/console/entitlements", headers={"Host": "localhost"})
    print(shown.status_code, shown.text.count("<li id="), len(marketplace.entitlements()))
"""
    done = run(copy, "-c", program)
    status, shown, there = done.stdout.split()
    assert (status, shown, done.stderr) == ("200", there, "")
    assert int(there) > 1


@pytest.mark.parametrize(
    ("subject", "counted"),
    [
        ("examples.flask_app.app:app", "1 hold, 0 broken, 0 not verified"),
        ("tests.broken_integrations.names_no_language:app", "0 hold, 1 broken, 0 not verified"),
    ],
)
def test_the_contract_is_kept_and_broken(copy: Path, subject: str, counted: str) -> None:
    done = run(copy, "-m", "marketplace_emulator", "check", subject, "--contract", "buyer-language")
    assert counted in done.stdout, done.stdout + done.stderr
