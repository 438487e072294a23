"""Verify what is billed, and what is told if it is something else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from click.testing import CliRunner, Result

from marketplace_emulator import Marketplace, NotBilledAsExpected, Refused
from marketplace_emulator.commands import main

CUSTOMER = "210987654321"
ALDER = {"customer_aws_account_id": CUSTOMER, "dimension": "queries", "hour": "now"}


@pytest.fixture(autouse=True)
def _at_half_past(marketplace: Marketplace) -> None:
    marketplace.clock.freeze()
    now = datetime.fromisoformat(marketplace.clock.now().isoformat())
    marketplace.clock.set(now.replace(minute=30, second=0, microsecond=0) + timedelta(hours=2))


def send(marketplace: Marketplace, *quantities: str, **more: Any) -> str:
    """Send records of alder-logistics by ProductCode, and return the request id."""
    records = [
        {
            "Timestamp": marketplace.clock.now(),
            "CustomerAWSAccountId": CUSTOMER,
            "Dimension": "queries",
            "QuantityAsDecimal": quantity,
            **more,
        }
        for quantity in quantities
    ]
    answer = marketplace.client().batch_meter_usage(
        ProductCode=marketplace.agreements()[0]["product_code"], UsageRecords=records
    )
    return str(answer["ResponseMetadata"]["RequestId"])


def this_hour(marketplace: Marketplace) -> str:
    return marketplace.clock.now().replace(minute=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def complaint(marketplace: Marketplace, *expected: Any, **wanted: Any) -> NotBilledAsExpected:
    with pytest.raises(NotBilledAsExpected) as raised:
        marketplace.verify_billed(*expected, **wanted)
    return raised.value


@pytest.mark.parametrize("quantity", [17, "17", "17.0", "17.000000", Decimal("17.00"), Decimal("1.7E1")])
def test_a_quantity_is_compared_by_value(marketplace: Marketplace, quantity: Any) -> None:
    send(marketplace, "17.00")
    marketplace.verify_billed(quantity, **ALDER)  # type: ignore[arg-type]
    marketplace.verify_billed(quantity)


def test_a_record_sent_again_is_billed_once(marketplace: Marketplace) -> None:
    send(marketplace, "17", "17")
    send(marketplace, "17")
    marketplace.verify_billed(17, times=1, customer_aws_account_id=CUSTOMER)


def test_a_refused_record_is_named_with_what_is_billed_instead(marketplace: Marketplace) -> None:
    send(marketplace, "12")
    request = send(marketplace, "17")
    error = complaint(marketplace, 17, **ALDER)
    hour = this_hour(marketplace)
    first, *others = str(error).splitlines()
    assert first == f"customer {CUSTOMER}, dimension queries, hour {hour}: expected 17, once; billed 12, once"
    refused = next(line for line in others if request in line)
    assert "the record of 17 in request" in refused
    assert "it was refused as DuplicateRecord: the hour was billed 12 before" in refused
    assert any("its quantity is 12" in line for line in others)
    assert error.billed == {"12": 1}
    assert error.nearest[0]["record"]["request_id"] == request


def test_usage_that_is_billed_twice_is_named_twice(marketplace: Marketplace) -> None:
    send(marketplace, "17", LicenseArn=marketplace.agreements()[0]["license_arn"])
    error = complaint(marketplace, 17, **ALDER)
    assert "expected 17, once; billed 17, twice" in str(error)
    usage = f"queries of customer {CUSTOMER}, hour {this_hour(marketplace)}"
    assert [each["why"][0].split(", for ") for each in error.nearest] == [
        ["it is billed by license", usage],
        ["it is billed by product", usage],
    ]
    marketplace.verify_billed(17, times=2, customer_aws_account_id=CUSTOMER)


def test_a_record_that_was_sent_again_and_not_billed_is_named_where_one_is_missing(marketplace: Marketplace) -> None:
    send(marketplace, "17", "17")
    error = complaint(marketplace, 17, times=2, **ALDER)
    assert "expected 17, twice; billed 17, once" in str(error)
    assert [each["why"] for each in error.nearest] == [
        [f"it is billed by product, for queries of customer {CUSTOMER}, hour {this_hour(marketplace)}"],
        ["it was accepted, but not billed: the same record was billed before"],
    ]


def test_something_else_that_is_billed_too_is_a_failure(marketplace: Marketplace) -> None:
    send(marketplace, "17")
    send(marketplace, "5", Dimension="rows_exported")
    marketplace.verify_billed(17, **ALDER)  # type: ignore[arg-type]
    error = complaint(marketplace, 17, customer_aws_account_id=CUSTOMER)
    assert "billed 17, once; 5, once" in str(error)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({"hour": "now-1h"}, "its hour is "),
        ({"since": "now+1h"}, "its hour is "),
        ({"until": "now-1h"}, "its hour is "),
        ({"dimension": "rows_exported"}, "its dimension is queries"),
        ({"customer_aws_account_id": "321098765432"}, f"its customer is {CUSTOMER}"),
        ({"customer_identifier": "another"}, f"its customer is {CUSTOMER}"),
        ({"license_arn": "arn:aws:another"}, "its license is not given"),
        ({"operation": "MeterUsage"}, "its operation is BatchMeterUsage"),
    ],
)
def test_each_difference_is_named(marketplace: Marketplace, wanted: Any, why: str) -> None:
    send(marketplace, "17")
    error = complaint(marketplace, 17, **wanted)
    [near] = error.nearest
    assert near["why"][0].startswith(why)
    assert len(near["why"]) == 1
    assert error.billed == {}


def test_another_product_and_another_agreement_are_named(marketplace: Marketplace) -> None:
    send(marketplace, "17")
    first, second = marketplace.agreements()[0], marketplace.agreements()[3]
    error = complaint(marketplace, 17, agreement_id=second["agreement_id"], product_code=second["product_code"])
    [near] = error.nearest
    assert near["why"] == [f"its agreement is {first['agreement_id']}", f"its product is {first['product_code']}"]


def test_only_the_nearest_are_told(marketplace: Marketplace) -> None:
    send(marketplace, "17")
    for hour in range(8):
        marketplace.clock.advance("1h")
        send(marketplace, str(hour), Dimension="rows_exported")
    assert [each["record"]["quantity"] for each in complaint(marketplace, 17, hour="now-7h").nearest] == ["0", "17"]
    assert len(complaint(marketplace, 99).nearest) == 5


def test_what_became_of_all_records_of_the_usage_is_told_where_one_is_missing(marketplace: Marketplace) -> None:
    for _ in range(3):
        send(marketplace, "1")
    assert [each["why"] for each in complaint(marketplace, 3, **ALDER).nearest] == [
        ["its quantity is 1"],
        *2 * [["its quantity is 1", "it was accepted, but not billed: the same record was billed before"]],
    ]


@pytest.mark.parametrize("fault", [{"drop": "before"}, {"hang": True}])
def test_requests_that_got_no_answer_are_not_taken_for_a_wrong_endpoint(marketplace: Marketplace, fault: Any) -> None:
    marketplace.add_fault(operation="BatchMeterUsage", **fault)
    with pytest.raises(BotoCoreError):
        send(marketplace, "17")
    assert "no usage was taken; `marketplace-emulator exchanges` lists" in str(complaint(marketplace, 17))


def test_nothing_may_be_expected(marketplace: Marketplace) -> None:
    marketplace.verify_billed(17, times=0)
    send(marketplace, "5")
    assert "expected 17, never; billed 5, once" in str(complaint(marketplace, 17, times=0))
    marketplace.verify_billed(17, times=0, customer_aws_account_id="321098765432")
    idle = complaint(marketplace, 0, customer_aws_account_id="321098765432")
    assert "to expect that nothing is, give times 0, as `--times 0` does" in str(idle)
    send(marketplace, "0", CustomerAWSAccountId="321098765432")
    marketplace.verify_billed(0, customer_aws_account_id="321098765432")


def test_requests_that_were_refused_whole_are_told(marketplace: Marketplace) -> None:
    assert "no usage was sent to this emulator; is the integration's AWS endpoint" in str(complaint(marketplace, 17))
    with pytest.raises(ClientError):
        send(marketplace, "17", Dimension="querys")
    told = str(complaint(marketplace, 17, customer_aws_account_id=CUSTOMER))
    assert "BatchMeterUsage was refused whole once with InvalidUsageDimensionException; `marketplace-emulator " in told
    assert "no usage was sent" not in told


@pytest.mark.parametrize(
    "wanted",
    [
        {"dimension": "queries"},  # the request names another dimension
        {"customer_aws_account_id": CUSTOMER, "agreement_id": "agmt"},  # a call by ProductCode tells no agreement
        {"operation": "BatchMeterUsage", "hour": "now"},
    ],
)
def test_requests_about_something_else_that_were_refused_are_told_where_no_record_was_taken(
    marketplace: Marketplace, wanted: Any
) -> None:
    if "agreement_id" in wanted:
        wanted = {**wanted, "agreement_id": marketplace.agreements()[0]["agreement_id"]}
    with pytest.raises(ClientError):
        send(marketplace, "17", Dimension="QUERIES")
    told = str(complaint(marketplace, 17, **wanted))
    assert "BatchMeterUsage was refused whole once with InvalidUsageDimensionException; `marketplace-emulator " in told
    assert "no usage was sent" not in told
    send(marketplace, "12")
    assert "was refused whole" not in str(complaint(marketplace, 17, dimension="queries"))


@pytest.mark.parametrize(
    ("quantity", "wanted", "said"),
    [
        (17.5, {}, "billed is 17.5, expected a quantity, such as 17 or '17.42'"),
        ("17.1234567", {}, "with at most six decimal places"),
        (-1, {}, "billed is -1"),
        ("1e3", {}, 'billed is "1e3"'),
        (17, {"times": -1}, "times is -1"),
        (17, {"hour": "noon"}, "hour: 'noon' is not a time"),
        (17, {"dimension": "querys"}, "did you mean 'queries'"),
        (17, {"status": "Success"}, "'status' is not a field"),
    ],
)
def test_a_wrong_expectation_is_refused(marketplace: Marketplace, quantity: Any, wanted: Any, said: str) -> None:
    with pytest.raises(Refused) as refused:
        marketplace.verify_billed(quantity, **wanted)
    assert said in str(refused.value)
    with pytest.raises(Refused, match="'billed' is missing"):
        marketplace.request("POST", "/ledger/verify", {})


@pytest.fixture
def run(served: Marketplace) -> Callable[..., Result]:
    """Run the command `verify` against an emulator in which alder-logistics is billed 17.42 twice."""
    alder = served.agreements()[0]
    usage = {
        "Timestamp": served.clock.now(),
        "CustomerAWSAccountId": CUSTOMER,
        "Dimension": "queries",
        "QuantityAsDecimal": "17.42",
        "LicenseArn": alder["license_arn"],
    }
    served.client().batch_meter_usage(ProductCode=alder["product_code"], UsageRecords=[usage])

    def command(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, ["verify", *words], env={"MARKETPLACE_EMULATOR_URL": served.url})
        assert result.exit_code == code, result.output
        return result

    return command


def test_the_command_verifies_what_is_billed(run: Callable[..., Result]) -> None:
    about = ("--buyer", "alder-logistics", "--dimension", "queries", "--hour", "now")
    assert "billed 17.42, twice" in run("--billed", "17.420", "--times", "2", *about).output
    told = run("--billed", "17.42", *about, code=1).output
    assert "Error: customer 210987654321, dimension queries, hour " in told
    assert "it is billed by license" in told
    assert '"holds": false' in run("--billed", "17.42", "--json", *about, code=1).output
    run("--operation", "BatchMeterUsage", "--at-most", "1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--billed", "17", "--outcome", "ok"), "--outcome does not go with --billed"),
        (("--billed", "17", "--at-least", "2"), "--at-least does not go with --billed"),
        (("--hour", "now"), "--hour needs --billed; add it, or leave --hour out"),
        (("--times", "2"), "--times needs --billed"),
        (("--until", "now"), "--until needs --billed"),
    ],
)
def test_options_of_calls_and_of_usage_do_not_mix(
    run: Callable[..., Result], words: tuple[str, ...], said: str
) -> None:
    assert said in run(*words, code=2).output
