"""The command `metering`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from marketplace_emulator import Marketplace
from marketplace_emulator.commands import main
from tests.usage import HOUR, plant, row

Run = Callable[..., Result]


@pytest.fixture
def run(served: Marketplace) -> Run:
    """Run a command against an emulator with three metering records."""
    alder, birch, *_ = served.agreements()
    plant(
        served,
        [
            row(alder, "17"),
            row(alder, "19.25", status="DuplicateRecord", billed=False, reason="17 is billed\x1b[2J"),
            row(birch, "5", hour=HOUR + 3600),
        ],
    )

    def command(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["metering", "list", *words], env={"MARKETPLACE_EMULATOR_URL": served.url})
        assert result.exit_code == code, result.output
        return result

    return command


def test_table_json_and_csv_agree(served: Marketplace, run: Run) -> None:
    records = served.metering_records()
    assert json.loads(run("--json").output) == json.loads(run("--format", "json").output) == records
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv").stdout_bytes.decode(), newline="")))
    heading, *lines = run().output.splitlines()
    for record, written, line in zip(records, rows, lines, strict=True):
        for name in heading.split():
            cell = line[heading.index(name) :].split("  ")[0].strip()
            value = record[name]  # type: ignore[literal-required]
            text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
            assert written[name] == text
            assert cell == (text.replace("\x1b", "\\x1b") or "-")


def test_filters_take_names_and_choices(run: Run) -> None:
    def quantities(*words: str) -> list[str]:
        return [each["quantity"] for each in json.loads(run("--json", *words).output)]

    assert quantities("--buyer", "birch-hospital") == ["5"]
    assert quantities("--agreement", "alder-analytics", "--not-billed") == ["19.25"]
    assert quantities("--billed", "--hour", "2026-09-21T14:30:00Z") == ["17"]
    assert quantities("--last", "2") == ["19.25", "5"]
    assert "did you mean 'queries'" in run("--dimension", "querys", code=1).output
    assert "is not one of" in run("--status", "Duplicate", code=2).output
    assert "two formats" in run("--json", "--format", "csv", code=2).output


def test_nothing_is_nothing_in_each_format(run: Run) -> None:
    none = ("--operation", "MeterUsage")
    assert "There are no such records" in run(*none).output
    assert json.loads(run(*none, "--json").output) == []
    assert run(*none, "--format", "csv").output.startswith("number,metering_record_id,")
