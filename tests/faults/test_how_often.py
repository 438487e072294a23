"""How often a fault rule applies: by count, by chance, and until a time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace
from tests.faults.outcomes import THROTTLED, outcome, outcomes


def test_times_ends_a_rule(marketplace: Marketplace) -> None:
    rule = marketplace.add_fault(error=THROTTLED, times=2)
    assert outcomes(marketplace, 4) == [THROTTLED, THROTTLED, "ok", "ok"]
    shown = next(each for each in marketplace.faults() if each["fault_id"] == rule["fault_id"])
    assert (shown["seen"], shown["applied"]) == (4, 2)


def test_on_call_picks_the_nth_call(marketplace: Marketplace) -> None:
    marketplace.add_fault(error=THROTTLED, on_call=3)
    assert outcomes(marketplace, 4) == ["ok", "ok", THROTTLED, "ok"]


def test_rules_for_one_call_each_are_a_script(marketplace: Marketplace) -> None:
    for number, error in enumerate([THROTTLED, "InternalServiceErrorException", "ExpiredTokenException"], start=1):
        marketplace.add_fault(error=error, on_call=number)
    expected = [THROTTLED, "InternalServiceErrorException", "ExpiredTokenException", "ok"]
    assert outcomes(marketplace, 4) == expected


def test_rules_with_times_are_a_script_too(marketplace: Marketplace) -> None:
    marketplace.add_fault(error=THROTTLED, times=2)
    marketplace.add_fault(error="DisabledApiException", times=1)
    assert outcomes(marketplace, 4) == [THROTTLED, THROTTLED, "DisabledApiException", "ok"]


def test_probability_is_repeated_by_its_seed(marketplace: Marketplace) -> None:
    runs = []
    for seed in (1, 1, 2):
        marketplace.clear_faults()
        marketplace.add_fault(error=THROTTLED, probability=0.5, seed=seed)
        runs.append(outcomes(marketplace, 40))
    assert runs[0] == runs[1] != runs[2]
    assert 8 < runs[0].count("ok") < 32


@pytest.mark.parametrize(("probability", "expected"), [(0, "ok"), (1, THROTTLED)])
def test_probability_at_its_ends(marketplace: Marketplace, probability: float, expected: str) -> None:
    marketplace.add_fault(error=THROTTLED, probability=probability)
    assert outcomes(marketplace, 10) == [expected] * 10


def test_until_ends_a_rule_in_the_emulator_s_time(marketplace: Marketplace) -> None:
    marketplace.clock.freeze()
    added = marketplace.add_fault(error=THROTTLED, until="now+1h")
    until = datetime.fromisoformat(added["rule"]["until"])
    assert abs(until - marketplace.clock.now() - timedelta(hours=1)) < timedelta(minutes=1)
    assert outcome(marketplace) == THROTTLED
    marketplace.clock.advance("1h")
    assert outcome(marketplace) == "ok"
    marketplace.clock.advance(-1)
    assert outcome(marketplace) == THROTTLED
    marketplace.reset()


def test_a_rule_for_the_answer_also_counts_an_error(marketplace: Marketplace) -> None:
    added = marketplace.add_fault(missing_members=["ProductCode"], times=1)
    with pytest.raises(ClientError, match="InvalidTokenException"):
        marketplace.client().resolve_customer(RegistrationToken="invalid")
    assert next(each for each in marketplace.faults() if each["fault_id"] == added["fault_id"])["applied"] == 1
