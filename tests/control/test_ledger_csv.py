"""The ledger as CSV."""

from __future__ import annotations

import csv
import io
from typing import get_type_hints

from marketplace_emulator import Marketplace, usage_columns
from marketplace_emulator.control import ledger
from marketplace_emulator.http import HttpRequest
from tests.control.conftest import by_license, by_product, record


def test_csv_has_the_same_lines(frozen: Marketplace) -> None:
    alder, _, cedar, *_ = frozen.agreements()
    by_product(frozen, record(alder, "17.25"), record(alder, "19"), record(cedar, "1"))
    by_license(frozen, alder, record(alder, "17.25"))
    answer = frozen.respond(HttpRequest("GET", "/_emulator/ledger", {"host": "localhost"}, query="format=csv"))
    assert (answer.status, answer.header("content-type")) == (200, "text/csv; charset=utf-8; header=present")
    written = list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))
    for cells, line in zip(written, frozen.ledger()["items"], strict=True):
        assert tuple(cells) == tuple(line) == usage_columns.LEDGER
        for name in usage_columns.LEDGER[:-2]:
            assert cells[name] == ("" if line[name] is None else str(line[name]))  # type: ignore[literal-required]
        ids = [each["metering_record_id"] for each in line["records"] if each["billed"]]
        assert cells["records"].split() == ids
    [of_alder] = (cells for cells in written if cells["agreement"] == alder["name"])
    assert of_alder["refused"].startswith("1 DuplicateRecord: the hour was billed 17.25 before")


def test_the_columns_are_the_members_of_a_line() -> None:
    assert tuple(get_type_hints(ledger.LedgerLine)) == usage_columns.LEDGER


def test_csv_says_why_accepted_usage_is_not_billed(marketplace: Marketplace) -> None:
    marketplace.client().meter_usage(
        ProductCode=marketplace.agreements()[0]["product_code"],
        Timestamp=marketplace.clock.now(),
        UsageDimension="queries",
        UsageQuantity=5,
    )
    [line] = marketplace.ledger()["items"]
    assert (line["agreement"], line["times"], line["sent"], line["refused"]) == (None, 0, 1, {})
    assert usage_columns.flat(line)["refused"].startswith("1 Success, but not billed: preview")


def test_csv_tells_usage_that_was_taken_for_the_same_record(frozen: Marketplace) -> None:
    alder = frozen.agreements()[0]
    for _ in range(3):  # one record for each click: the second click of the hour is the first again
        by_product(frozen, record(alder, "1"))
    [line] = frozen.ledger()["items"]
    assert usage_columns.flat(line)["refused"] == "2 Success, but not billed: the same record was billed before"
    [dimension] = frozen.ledger(by="dimension")["items"]
    assert usage_columns.flat(dimension)["refused"] == "2 Success, but not billed"
