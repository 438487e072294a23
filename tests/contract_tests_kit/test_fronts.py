"""A Lambda handler is judged behind the front that it is written for, and by what that front sends."""

from __future__ import annotations

import base64
import json

import httpx
import pytest

from marketplace_contracts.driving.lambda_answers import Unreadable, read_returned
from marketplace_contracts.driving.lambda_events import event_of, usually_encoded
from tests.contract_tests_kit.conftest import SUBJECTS, Command

FORM = httpx.Request(
    "POST",
    "http://shop.example/register?a=1%2B&a=2",
    content=b"x-amzn-marketplace-token=a%2Bb",
    headers={"Content-Type": "application/x-www-form-urlencoded", "Cookie": "a=1; b=2"},
)
LAMBDA = ("reading-lambda-base64", "reading-lambda-events")


def verdicts(command: Command, handler: str, *more: str) -> tuple[dict[str, str], dict[str, str], int]:
    """Try some contracts on a handler; return the verdicts, the reasons and the exit code."""
    wanted = ("reading-token-exact", *LAMBDA, "identity-two-buyers", "buyer-html")
    done = command(
        *("check", f"{SUBJECTS}.fronts:{handler}", "--interface", "lambda", "--accounts", "/accounts", "--json"),
        *(f"--contract={each}" for each in wanted),
        *("--examples", "2", *more),
    )
    tried = json.loads(done.stdout)["contracts"]
    return (
        {each["id"]: each["verdict"] for each in tried},
        {each["id"]: each["reason"] for each in tried},
        done.returncode,
    )


@pytest.mark.parametrize(
    ("handler", "front"),
    [("alb", "alb"), ("alb_multi", "alb"), ("always_base64", "http-api")],
)
def test_a_handler_for_one_front_keeps_every_contract_behind_it(command: Command, handler: str, front: str) -> None:
    said, reasons, code = verdicts(command, handler, "--front", front)
    assert set(said.values()) == {"holds"}, reasons
    assert code == 0


def test_a_handler_for_one_front_is_not_accused_of_the_others(command: Command) -> None:
    said, reasons, code = verdicts(command, "alb_multi")
    assert said.pop("reading-lambda-events") == "not_verified"
    assert set(said.values()) == {"holds"}, reasons
    assert "events of alb, and not of http-api, rest-api, function-url" in reasons["reading-lambda-events"]
    assert "--front alb" in reasons["reading-lambda-events"]
    assert code != 1


def test_a_front_that_is_named_and_not_understood_is_a_mistake(command: Command) -> None:
    said, _, code = verdicts(command, "alb", "--front", "function-url")
    assert said.pop("reading-lambda-events") == "broken"
    assert set(said.values()) == {"not_verified"}
    assert code == 1


def test_a_load_balancer_sends_every_form_in_base64(command: Command) -> None:
    said, _, _ = verdicts(command, "alb_without_base64", "--front", "alb")
    assert said["reading-lambda-base64"] == "broken"


def test_a_rest_api_need_not_send_forms_in_base64(command: Command) -> None:
    said, reasons, _ = verdicts(command, "rest_api", "--front", "rest-api")
    assert said.pop("reading-lambda-base64") == "not_verified"
    assert "only if binaryMediaTypes matches" in reasons["reading-lambda-base64"]
    assert set(said.values()) == {"holds"}, reasons


@pytest.mark.parametrize(
    ("handler", "why"),
    [
        ("queue", "KeyError: 'Records'; events with this member come from a queue, SNS or CloudFront"),
        ("says_nothing", "it returned None, without a statusCode"),
    ],
)
def test_a_handler_for_an_unknown_front_is_refused_by_name(command: Command, handler: str, why: str) -> None:
    said, reasons, code = verdicts(command, handler)
    assert set(said.values()) == {"not_verified"}
    assert "understands none of the events that the kit sends (API Gateway's payload 2.0; " in reasons[LAMBDA[1]]
    assert "an Application Load Balancer" in reasons[LAMBDA[1]]
    assert why in reasons["reading-token-exact"]
    assert code == 3


def test_an_event_of_a_load_balancer_is_as_aws_writes_it() -> None:
    made = event_of(FORM, "alb", encoded=True)
    assert (made["httpMethod"], made["path"]) == ("POST", "/register")
    assert made["requestContext"]["elb"]["targetGroupArn"].startswith("arn:aws:elasticloadbalancing:")
    assert made["queryStringParameters"] == {"a": "2"}
    assert made["headers"]["cookie"] == "a=1; b=2"
    assert base64.b64decode(made["body"]) == b"x-amzn-marketplace-token=a%2Bb"


def test_an_event_with_multi_value_headers_has_no_single_ones() -> None:
    made = event_of(FORM, "alb-multi", encoded=True)
    assert made["multiValueQueryStringParameters"] == {"a": ["1%2B", "2"]}
    assert made["multiValueHeaders"]["host"] == ["shop.example"]
    assert not {"headers", "queryStringParameters"} & made.keys()


@pytest.mark.parametrize(
    ("content_type", "encoded"),
    [
        ("application/x-www-form-urlencoded", True),
        ("multipart/form-data; boundary=x", True),
        ("application/json; charset=utf-8", False),
        ("text/plain", False),
        ("application/json-patch+json", True),
    ],
)
def test_which_bodies_are_in_base64(content_type: str, encoded: bool) -> None:
    request = httpx.Request("POST", "http://shop.example/", content=b"a", headers={"Content-Type": content_type})
    assert [usually_encoded(request, kind) for kind in ("v2", "url", "alb", "alb-multi", "v1")] == [encoded] * 4 + [
        False
    ]


def test_a_load_balancer_reads_the_headers_of_its_own_form_only() -> None:
    one, many = {"headers": {"A": "1"}}, {"multiValueHeaders": {"A": ["1", "2"]}}
    assert read_returned("alb", {"statusCode": 200, **one, **many}).headers.get_list("a") == ["1"]
    assert read_returned("alb-multi", {"statusCode": 200, **one, **many}).headers.get_list("a") == ["1", "2"]
    with pytest.raises(Unreadable, match="the load balancer expects headers"):
        read_returned("alb", {"statusCode": 200, **many})
    with pytest.raises(Unreadable, match="the load balancer expects multiValueHeaders"):
        read_returned("alb-multi", {"statusCode": 200, **one})


@pytest.mark.parametrize(("kind", "returned"), [("v1", {"body": "a"}), ("v1", None), ("v2", {"statusCode": "x"})])
def test_what_a_front_cannot_read_is_told(kind: str, returned: object) -> None:
    with pytest.raises(Unreadable, match="what it returned cannot be read"):
        read_returned(kind, returned)
