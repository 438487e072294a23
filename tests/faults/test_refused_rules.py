"""Fault rules that are refused, with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Marketplace, Refused
from tests.faults.outcomes import THROTTLED


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        ({}, "exactly one of latency, hang"),
        ({"error": THROTTLED, "hang": True}, "got hang and error"),
        ({"error": "ThrotlingException"}, "did you mean 'ThrottlingException"),
        ({"error": THROTTLED, "operation": "ResolveCostumer"}, "did you mean 'ResolveCustomer"),
        ({"error": THROTTLED, "colour": "red"}, "'colour' is not a field"),
        ({"error": THROTTLED, "times": 0}, "times is 0, expected a whole number of at least 1"),
        ({"error": THROTTLED, "times": "2"}, "times"),
        ({"error": THROTTLED, "on_call": -1}, "on_call"),
        ({"error": THROTTLED, "probability": 1.1}, "probability"),
        ({"error": THROTTLED, "status": 200}, "status"),
        ({"error": THROTTLED, "until": "tomorrow"}, "'tomorrow' is not a time"),
        ({"error": THROTTLED, "account": "1234"}, 'account is "1234", expected 12 digits'),
        ({"error": THROTTLED, "region": "Frankfurt"}, "region"),
        ({"hang": False}, "hang"),
        ({"hang": True, "message": "m"}, "message goes with another kind of fault than hang"),
        ({"drop": "sometimes"}, 'drop is "sometimes", expected after or before'),
        ({"truncate": -1}, "truncate"),
        ({"malformed": "xml"}, "malformed"),
        ({"extra_members": ["a"]}, 'extra_members is ["a"], expected'),
        ({"expired_credentials": "yes"}, "expired_credentials"),
        ({"gate": 1}, "gate is 1, expected a whole number of at least 2"),
        ({"gate": 2, "at_most": "16m"}, "at_most is '16m', which is out of range; expected 0s to 900s"),
        ({"gate": 2, "times": 1}, "a gate waits for 2 calls, but times is 1; expected at least 2"),
        ({"gate": 2, "on_call": 2}, "a gate waits for 2 calls, but on_call applies to one"),
        ({"hang": True, "at_most": 1}, "at_most goes with another kind of fault than hang"),
        (
            {"operation": "ResolveCustomer", "unprocessed": 1},
            "ResolveCustomer has no answer for the fault unprocessed; expected BatchMeterUsage",
        ),
        ({"unprocessed": 1, "token": "valid"}, "no call of BatchMeterUsage tells which token it is about"),
        ({"unprocessed": "some"}, 'unprocessed is "some", expected all or a whole number from 1 to 1000'),
        ({"unprocessed": 0}, "unprocessed is 0, expected"),
        ({"unprocessed": "some"}, "unprocessed"),
        ({"unprocessed": 1, "work": "half"}, 'work is "half", expected done or not_done'),
        ({"hang": True, "work": "done"}, "work goes with another kind of fault than hang"),
        ({"latency": -1}, "latency"),
        ({"latency": "16m"}, "'16m' is out of range"),
        ({"latency": "soon"}, "'soon' is not a length of time"),
        ({"latency": {"spread": "poisson"}}, 'latency.spread is "poisson", expected uniform or normal or lognormal'),
        ({"latency": {"spread": "uniform", "least": 2, "most": 1}}, "most is 1, expected at least 2"),
    ],
)
def test_an_invalid_rule_is_refused_and_nothing_changes(
    marketplace: Marketplace, rule: dict[str, Any], named: str
) -> None:
    before = marketplace.faults()
    with pytest.raises(Refused) as refused:
        marketplace.add_fault(**rule)
    assert refused.value.status == 422
    assert named in str(refused.value)
    assert marketplace.faults() == before


@pytest.mark.parametrize("noun", ["token", "customer_aws_account_id", "agreement_id"])
@pytest.mark.parametrize("operation", ["ListAgreementCharges", "CancelAgreement"])
def test_a_rule_that_could_never_fire_is_refused_with_the_reason(
    marketplace: Marketplace, operation: str, noun: str
) -> None:
    before = marketplace.faults()
    with pytest.raises(
        Refused, match=f"does not answer {operation} yet.*would never fire; leave {noun} out"
    ) as refused:
        marketplace.add_fault(operation=operation, error=THROTTLED, **{noun: "210987654321"})
    assert refused.value.status == 422
    assert marketplace.faults() == before
    marketplace.add_fault(operation=operation, error=THROTTLED)


def test_expired_credentials_are_a_fault_of_their_own(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="'ExpiredCredentials' is not an error of AWS Marketplace"):
        marketplace.add_fault(error="ExpiredCredentials")
