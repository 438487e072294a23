"""Which calls a fault rule matches, how often it applies, and how several rules combine."""

from __future__ import annotations

import json
import statistics
from datetime import datetime, timedelta
from typing import Any

import botocore.exceptions
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.faults import rule
from marketplace_emulator.http import HttpRequest
from tests.conftest import AUTHORIZATION, RESOLVE

ONCE = Config(retries={"total_max_attempts": 1})
IMPATIENT = ONCE.merge(Config(read_timeout=5))


def outcome(marketplace: Marketplace, token: str = "valid", config: Config = ONCE, **settings: Any) -> str:
    """Resolve a token with boto3 without retries; return ok, AWS's error code, or the exception's name."""
    client = marketplace.client(config=config, **settings)
    try:
        answer = client.resolve_customer(RegistrationToken=token)
    except botocore.exceptions.ClientError as error:
        code: str = error.response["Error"]["Code"]
        return code
    except botocore.exceptions.HTTPClientError as error:
        return type(error).__name__
    return "ok" if "ProductCode" in answer else "empty"


def outcomes(marketplace: Marketplace, calls: int, **settings: Any) -> list[str]:
    """Return the outcomes of this many calls."""
    return [outcome(marketplace, **settings) for _ in range(calls)]


THROTTLED = "ThrottlingException"


def test_a_rule_without_a_scope_matches_every_call(marketplace: Marketplace) -> None:
    marketplace.add_fault(error=THROTTLED)
    assert outcomes(marketplace, 3) == [THROTTLED] * 3


def test_a_rule_for_one_operation_does_not_match_others(marketplace: Marketplace) -> None:
    marketplace.add_fault(operation="BatchMeterUsage", error=THROTTLED)
    assert outcome(marketplace) == "ok"


def test_a_rule_for_one_token_does_not_match_others(marketplace: Marketplace) -> None:
    token = marketplace.mint_token()
    marketplace.add_fault(token=token, error=THROTTLED)
    assert outcome(marketplace) == "ok"
    assert outcome(marketplace, token) == THROTTLED


def test_a_rule_for_one_buyer_matches_all_of_its_tokens(marketplace: Marketplace) -> None:
    first, other = marketplace.buyers()[:2]
    product = next(each for each in marketplace.products() if each["generation"] == "concurrent")
    tokens = []
    for buyer in (first, first, other):
        agreement = marketplace.create_agreement(
            product_code=product["product_code"], customer_aws_account_id=buyer["customer_aws_account_id"]
        )
        tokens.append(marketplace.mint_token(agreement["agreement_id"]))
    marketplace.add_fault(customer_aws_account_id=first["customer_aws_account_id"], error=THROTTLED)
    assert [outcome(marketplace, token) for token in tokens] == [THROTTLED, THROTTLED, "ok"]
    assert outcome(marketplace, "never issued") == "InvalidTokenException"


@pytest.mark.parametrize("noun", ["agreement_id", "license_arn", "product_code", "customer_identifier"])
def test_a_rule_bound_to_what_a_token_leads_to_concerns_that_token_alone(marketplace: Marketplace, noun: str) -> None:
    buyers = {each["customer_aws_account_id"]: each for each in marketplace.buyers()}
    actives = marketplace.agreements(status="ACTIVE")
    first = actives[0]
    other = next(
        each
        for each in actives
        if each["product_code"] != first["product_code"]
        and each["customer_aws_account_id"] != first["customer_aws_account_id"]
    )
    bound = {**buyers[first["customer_aws_account_id"]], **first}[noun]
    marketplace.add_fault(**{noun: bound}, error=THROTTLED)
    assert outcome(marketplace, marketplace.mint_token(first["agreement_id"])) == THROTTLED
    assert outcome(marketplace, marketplace.mint_token(other["agreement_id"])) == "ok"


def test_a_rule_bound_to_two_nouns_concerns_calls_about_both(marketplace: Marketplace) -> None:
    first, other = marketplace.agreements(status="ACTIVE")[:2]
    token, account = marketplace.mint_token(first["agreement_id"]), other["customer_aws_account_id"]
    assert account != first["customer_aws_account_id"]
    marketplace.add_fault(token=token, customer_aws_account_id=account, error=THROTTLED)
    assert outcome(marketplace, token) == "ok"
    marketplace.add_fault(token=token, customer_aws_account_id=first["customer_aws_account_id"], error=THROTTLED)
    assert outcome(marketplace, token) == THROTTLED


@pytest.mark.parametrize("noun", ["token", "customer_aws_account_id", "agreement_id"])
@pytest.mark.parametrize("operation", ["SearchAgreements", "DescribeAgreement"])
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


def test_a_rule_for_one_caller_s_account(marketplace: Marketplace) -> None:
    marketplace.add_fault(account="444455556666", error=THROTTLED)
    assert outcome(marketplace) == "ok"
    assert outcome(marketplace, aws_access_key_id="AKIAMARKETPLACEOTHER") == THROTTLED


def test_a_rule_for_one_region(marketplace: Marketplace) -> None:
    marketplace.add_fault(region="eu-central-1", error=THROTTLED)
    assert outcome(marketplace) == "ok"
    assert outcome(marketplace, region_name="eu-central-1") == THROTTLED


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


def resolving(token: str) -> HttpRequest:
    """A call that resolves a token."""
    headers = {"x-amz-target": RESOLVE, "content-type": "application/x-amz-json-1.1", "authorization": AUTHORIZATION}
    return HttpRequest("POST", "/", headers, json.dumps({"RegistrationToken": token}).encode())


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


def test_no_two_rules_ever_have_the_same_id(marketplace: Marketplace) -> None:
    marketplace.snapshot("before")
    ids = [marketplace.add_fault(hang=True)["fault_id"]]
    marketplace.clear_faults(ids[0])
    ids.append(marketplace.add_fault(hang=True)["fault_id"])
    marketplace.restore("before")
    ids.append(marketplace.add_fault(hang=True)["fault_id"])
    marketplace.reset()
    ids.append(marketplace.add_fault(hang=True)["fault_id"])
    assert len(set(ids)) == 4


def test_a_rule_is_made_once_for_any_number_of_additions(
    marketplace: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    read = rule.read
    monkeypatch.setattr(rule, "read", lambda *written: made.append(written[0]) or read(*written))
    for number in range(20):
        marketplace.add_fault(hang=True, token=f"counted-{number}")
    assert len(made) <= 40


def test_expired_credentials_are_a_fault_of_their_own(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="'ExpiredCredentials' is not an error of AWS Marketplace"):
        marketplace.add_fault(error="ExpiredCredentials")


def test_the_five_hours_old_token_is_expired_with_the_clock_moved_back(marketplace: Marketplace) -> None:
    marketplace.clock.advance("-2h")
    with pytest.raises(ClientError, match="ExpiredTokenException"):
        marketplace.client().resolve_customer(RegistrationToken="five-hours-old")


def test_a_rule_for_the_answer_also_counts_an_error(marketplace: Marketplace) -> None:
    added = marketplace.add_fault(missing_members=["ProductCode"], times=1)
    with pytest.raises(ClientError, match="InvalidTokenException"):
        marketplace.client().resolve_customer(RegistrationToken="invalid")
    assert next(each for each in marketplace.faults() if each["fault_id"] == added["fault_id"])["applied"] == 1
