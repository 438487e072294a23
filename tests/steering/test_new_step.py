"""A new step needs one file, found by its name; the control API, the history and the refusals have it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.steering.conftest import run_in

STEP = '''
"""Extend: the agreement ends some days later."""

import msgspec

from marketplace_emulator.agreements import state
from marketplace_emulator.agreements.change import NONE, Change
from marketplace_emulator.store import agreements


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many days."""

    days: int = 1


def why_not(world, agreement, at):
    return state.not_active(agreement)


def take(world, agreement, fields, at):
    end_time = agreement["end_time"] + 86400 * fields.days
    return [Change(agreements.change(world.store, agreement, at, end_time=end_time), at, "AMEND", NONE)]
'''
USE = """
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


def test_one_file_makes_a_step(package: Path) -> None:
    (package / "agreements" / "extend.py").write_text(STEP)
    used = run_in(package, "-c", USE)
    assert used.returncode == 0, used.stderr


@pytest.mark.parametrize("missing", ["Fields", "why_not", "take"])
def test_a_step_that_lacks_something_is_reported_at_import(package: Path, missing: str) -> None:
    (package / "agreements" / "extend.py").write_text(
        STEP.replace(f"def {missing}", "def it").replace("class Fields", "class It")
    )
    told = run_in(package, "-c", "import marketplace_emulator.agreements")
    assert told.returncode == 1
    assert "agreements/extend.py has no " in told.stderr.splitlines()[-1]
