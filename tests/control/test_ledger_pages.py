"""The ledger in pages: every line once, and the first records of a line."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.control import ledger
from tests.usage import HOUR, plant, row


@pytest.mark.parametrize("by", ["hour", "dimension", "agreement"])
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_lead_through_all_lines_once(marketplace: Marketplace, by: Any, limit: int) -> None:
    records = [
        row(agreement, "1", dimension=dimension, hour=HOUR + 3600 * (hour % 3), scope=f"instance {hour}")
        for hour in range(4)
        for agreement in marketplace.agreements()[:3]
        for dimension in ("queries", "rows_exported")
    ]
    nobody = {"agreement_id": None, "customer_aws_account_id": None, "billed": False}
    records += [row(marketplace.agreements()[0], **nobody, customer_identifier=each) for each in ("ann", "bob", None)]
    plant(marketplace, records)
    whole = marketplace.ledger(by=by)["items"]
    assert sum(each["sent"] for each in whole) == len(records)
    paged: list[Any] = []
    page = marketplace.request("GET", f"/ledger?by={by}&limit={limit}")
    assert page["total"]["sent"] == len(records)
    while True:
        assert len(page["items"]) <= limit
        paged += page["items"]
        if page["next"] is None:
            break
        page = marketplace.request("GET", f"/ledger?by={by}&limit={limit}&cursor={page['next']}")
        assert (page["total"], page["refused_requests"]) == (None, None)
    assert paged == whole
    newest = marketplace.request("GET", f"/ledger?by={by}&limit={limit}&newest=true")["items"]
    assert newest == whole[-limit:]


def test_a_line_of_many_records_shows_the_first_ones(marketplace: Marketplace) -> None:
    alder = marketplace.agreements()[0]
    plant(marketplace, [row(alder), *(row(alder, "9", billed=False, status="DuplicateRecord") for _ in range(50))])
    [line] = marketplace.ledger()["items"]
    assert (line["sent"], line["refused"], len(line["records"])) == (51, {"DuplicateRecord": 50}, ledger.MOST_RECORDS)
    assert line["records"][0]["billed"]


def test_a_cursor_of_another_ledger_is_refused(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="cursor 9 is no line of this ledger; begin again"):
        marketplace.request("GET", "/ledger?cursor=9")
