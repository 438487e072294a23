"""The command `ledger`."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from marketplace_emulator import Marketplace, usage_columns
from marketplace_emulator.commands import main
from tests.usage import HOUR, plant, row

Run = Callable[..., Result]


@pytest.fixture
def run(served: Marketplace) -> Run:
    """Run the command against an emulator in which an hour is billed twice, and a record refused."""
    alder, birch, *_ = served.agreements()
    plant(
        served,
        [
            row(alder, "17", scope="product"),
            row(alder, "17"),
            row(alder, "19.25", status="DuplicateRecord", billed=False, reason="17 is billed\x1b[2J"),
            row(birch, "5", hour=HOUR + 3600),
            row(alder, "17", billed=False, reason="the same record was billed before"),
            row(
                {**birch, "agreement_id": None, "customer_aws_account_id": None},
                "1",
                customer_identifier="=nobody",
                status="CustomerNotSubscribed",
                billed=False,
                hour=HOUR + 7200,
            ),
        ],
    )

    def command(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["ledger", *words], env={"MARKETPLACE_EMULATOR_URL": served.url})
        assert result.exit_code == code, result.output
        return result

    return command


def cells(text: str) -> list[dict[str, str]]:
    """Read a table; its columns begin where the words of its heading do."""
    heading, *lines = text.splitlines()
    starts = [heading.index(name) for name in heading.split()]
    return [
        {
            name: line[start:end].strip()
            for name, start, end in zip(heading.split(), starts, [*starts[1:], None], strict=True)
        }
        for line in lines
        if not line.startswith(("Total", "BILLED TWICE", "Refused", "Requests", "Success", "Without", "("))
    ]


@pytest.mark.parametrize("by", ["hour", "dimension", "agreement"])
def test_table_json_csv_and_python_agree(served: Marketplace, run: Run, by: Any) -> None:
    found = served.ledger(by=by)
    told = json.loads(run("--json", "--by", by).output)
    assert told == {name: value for name, value in found.items() if name != "next"}
    table = cells(run("--by", by).output)
    written = list(csv.DictReader(io.StringIO(run("--format", "csv", "--by", by).stdout_bytes.decode(), newline="")))
    assert tuple(written[0]) == usage_columns.LEDGER
    for line, sheet, shown in zip(found["items"], written, table, strict=True):
        assert shown["agreement"] == (line["agreement"] or "-")
        assert sheet["agreement"] == (line["agreement"] or "")
        assert shown.get("hour", sheet["hour"]) == sheet["hour"] == (line["hour"] or "")
        assert shown.get("billed", sheet["quantity"]) == sheet["quantity"] == (line["quantity"] or "")
        assert shown["amount"] == sheet["amount"] == line["amount"]
        assert shown["times"] == sheet["times"] + (", TWICE" if sheet["billed_twice"] == "1" else "")
        assert int(sheet["times"]) == line["times"]
        refused = "; ".join(f"{number} {status}" for status, number in line["refused"].items())
        assert sheet["refused"].startswith(refused)
        assert shown["refused"] == (sheet["refused"].replace("\x1b", "\\x1b") or "-")


def test_the_table_says_what_matters_below_it(run: Run) -> None:
    told = run().output
    assert "Total: 0.078 US dollars; billed 3 of 6 records." in told
    assert "BILLED TWICE: 1 hour of a dimension" in told
    assert "Refused: 1 DuplicateRecord, 1 CustomerNotSubscribed." in told
    assert "Success, but not billed: 1." in told
    assert "17 is billed\\x1b[2J; 1 Success, but not billed: the same record was billed before" in told
    assert "alder-analytics        alder-logistics" in told
    quiet = run("--buyer", "birch-hospital").output
    assert "TWICE" not in quiet
    assert "Refused" not in quiet


def test_the_total_says_what_has_no_price(served: Marketplace, run: Run) -> None:
    assert "Without a price" not in run().output
    product = served.create_product("crm", dimensions=[{"key": "calls"}])
    plant(served, [row({**served.agreements()[0], "product_code": product["product_code"]}, "3", dimension="calls")])
    assert "Without a price: 1 of the billed records; their dimensions have none." in run().output


def test_csv_has_no_formulas_and_json_has_the_text(run: Run) -> None:
    assert ",'=nobody," in run("--format", "csv").output
    assert json.loads(run("--json").output)["items"][2]["customer_identifier"] == "=nobody"


def test_the_newest_lines_are_the_last(run: Run) -> None:
    told = run("--last", "1").output
    assert [each["buyer"] for each in cells(told)] == ["=nobody"]
    assert "(These are the newest 1 lines at most; --last prints more, and --format csv all.)" in told


def test_nothing_is_nothing_in_each_format(run: Run) -> None:
    none = ("--operation", "MeterUsage")
    told = run(*none).output
    assert "Nothing was metered" in told
    assert "Total: 0 US dollars; billed 0 of 0 records." in told
    assert json.loads(run(*none, "--json").output)["items"] == []
    assert run(*none, "--format", "csv").output.splitlines() == [",".join(usage_columns.LEDGER)]


def test_csv_on_a_terminal_holds_nothing_that_the_terminal_obeys(run: Run, served: Marketplace) -> None:
    assert "17 is billed\x1b[2J" in run("--format", "csv").stdout, "a file holds what was said"
    ours, terminal = pty.openpty()
    words = [sys.executable, "-m", "marketplace_emulator", "ledger", "--format", "csv", "--url", served.url]
    subprocess.run(words, stdout=terminal, check=True, timeout=60)
    os.close(terminal)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert shown.replace("\r\n", "").isprintable()
    assert "17 is billed\\x1b[2J" in shown
