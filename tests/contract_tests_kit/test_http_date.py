"""Dates in headers, which a subject may write as it likes."""

from __future__ import annotations

import pytest

from marketplace_contracts.answer import Hop
from marketplace_contracts.http_date import seconds_since_1970
from marketplace_contracts.rate_limit import RateLimit

ENDLESS = "Fri, 31 Dec 99999 23:59:59 GMT"


@pytest.mark.parametrize("written", ["", "soon", ENDLESS, f"Fri, 31 Dec {'9' * 20} 23:59:59 GMT"])
def test_what_is_no_date_stands_for_no_moment(written: str) -> None:
    assert seconds_since_1970(written) is None


def test_a_date_stands_for_its_moment() -> None:
    assert seconds_since_1970("Thu, 01 Jan 1970 00:01:00 GMT") == 60.0


def test_a_rate_limit_until_an_impossible_date_is_not_waited_for() -> None:
    refused = Hop("POST", "/", "", 429, (("Retry-After", ENDLESS),), b"", 0.0)
    assert RateLimit(5.0).waited([refused]) == 0.0
