"""A search by an index reads no other agreements, so that ten thousand of them do not slow it down."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.operations.agreements.reader import Reader

WHOLE = "SEARCH agreements USING INTEGER PRIMARY KEY (rowid=?)"
"""How the whole rows of a page are found."""


def plans(marketplace: Marketplace, name: str) -> list[str]:
    """Search with a filter, and return how SQLite looked for the agreements."""
    driver: Any = marketplace.world.store.connection.connection.driver_connection
    asked: list[str] = []
    driver.set_trace_callback(asked.append)
    known = marketplace.agreements()[0]
    value = {"AcceptorAccountId": known["customer_aws_account_id"], "LicenseArn": known["license_arn"]}
    value |= {"InitialAgreementId": known["agreement_id"], "OfferId": known["offer_id"]}
    asked.clear()
    Reader(marketplace).search(**({name: value[name]} if name else {}))
    driver.set_trace_callback(None)
    [query] = [each for each in asked if "end_time_behavior" in each]
    plan = [row["detail"] for row in driver.execute(f"EXPLAIN QUERY PLAN {query}")]
    return [each for each in plan if " agreements " in f"{each} "]


@pytest.mark.parametrize("name", ["LicenseArn", "AcceptorAccountId", "InitialAgreementId", "OfferId"])
def test_a_search_by_an_index(metered: Marketplace, name: str) -> None:
    search, whole = plans(metered, name)
    assert search.startswith("SEARCH agreements USING INDEX") and whole == WHOLE


def test_a_search_by_party_alone_reads_in_order_and_stops_at_the_page(metered: Marketplace) -> None:
    assert plans(metered, "") == ["SCAN agreements USING INDEX ix_agreements_end_time", WHOLE]
