"""Several fault rules that match one call."""

from __future__ import annotations

from botocore.config import Config

from marketplace_emulator import Marketplace
from tests.faults.outcomes import ONCE, THROTTLED, outcome, outcomes

IMPATIENT = ONCE.merge(Config(read_timeout=5))


def test_the_outermost_kind_ends_the_way_in_and_the_others_are_not_counted(marketplace: Marketplace) -> None:
    rules = [
        marketplace.add_fault(**rule, times=1)["fault_id"]
        for rule in (
            {"error": THROTTLED},
            {"expired_credentials": True},
            {"malformed": "empty"},
            {"drop": "before"},
            {"hang": True},
        )
    ]
    expected = ["ReadTimeoutError", "ConnectionClosedError", "403", THROTTLED, "ok"]
    assert outcomes(marketplace, 5, config=IMPATIENT) == expected, (
        "the third call met expired credentials in an answer without a body"
    )
    applied = {each["fault_id"]: each["applied"] for each in marketplace.faults()}
    assert [applied[rule] for rule in rules] == [1] * 5


def test_kinds_that_do_not_end_the_call_act_together(marketplace: Marketplace) -> None:
    marketplace.add_fault(error=THROTTLED)
    marketplace.add_fault(malformed="content_type")
    marketplace.add_fault(latency=0.05)
    assert outcome(marketplace) == THROTTLED
    exchange = marketplace.exchanges()[-1]
    assert len(exchange["fault"]) == 3
    assert exchange["duration_ms"] >= 50


def test_a_dropped_answer_is_lost_whatever_else_changes_it(marketplace: Marketplace) -> None:
    marketplace.add_fault(truncate=10)
    marketplace.add_fault(drop="after")
    assert outcome(marketplace) == "ConnectionClosedError"
