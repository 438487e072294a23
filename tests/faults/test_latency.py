"""Latency: how long calls wait, and what they see after the wait."""

from __future__ import annotations

import statistics
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.faults.outcomes import resolving


def waits(marketplace: Marketplace, calls: int, **rule: Any) -> list[float]:
    """Return the seconds that each of this many calls would wait, without waiting."""
    marketplace.clear_faults()
    marketplace.add_fault(**rule)
    return [next(iter(marketplace.site.respond(resolving("valid")))).seconds for _ in range(calls)]


@pytest.mark.parametrize(
    ("latency", "lowest", "highest", "middle"),
    [
        ({"spread": "uniform", "least": 0.1, "most": 0.3}, 0.1, 0.3, 0.2),
        ({"spread": "normal", "mean": 0.5, "deviation": 0.1}, 0, 2, 0.5),
        ({"spread": "lognormal", "median": 0.2, "p99": 3}, 0, 30, 0.2),
    ],
)
def test_latency_is_drawn_for_each_call_and_repeated_by_its_seed(
    marketplace: Marketplace, latency: dict[str, Any], lowest: float, highest: float, middle: float
) -> None:
    drawn = waits(marketplace, 400, latency=latency, seed=1)
    assert drawn == waits(marketplace, 400, latency=latency, seed=1) != waits(marketplace, 400, latency=latency, seed=2)
    assert len(set(drawn)) > 390
    assert lowest <= min(drawn) < max(drawn) <= highest
    assert statistics.median(drawn) == pytest.approx(middle, rel=0.25)
    if latency["spread"] == "lognormal":
        assert 1 <= sum(each > latency["p99"] for each in drawn) <= 12, "one in a hundred is above p99"


def test_a_call_that_waited_sees_the_world_after_the_wait(marketplace: Marketplace) -> None:
    agreement = marketplace.agreements()[0]
    token = marketplace.mint_token(agreement["agreement_id"])
    marketplace.add_fault(customer_aws_account_id=agreement["customer_aws_account_id"], latency=0.6)
    call = marketplace.site.respond(resolving(token))
    assert next(call).seconds == 0.6
    marketplace.reset(only="tokens")
    with pytest.raises(StopIteration) as answered:
        next(call)
    assert b"InvalidTokenException" in answered.value.value.body
