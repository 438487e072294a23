"""Every kind of fault with boto3: the exceptions and answers in process are the same as over a socket."""

from __future__ import annotations

import inspect
import time
from typing import Any

import botocore.exceptions
import botocore.httpsession
import httpx
import pytest
from botocore.config import Config

from marketplace_emulator import Marketplace
from marketplace_emulator.faults import KINDS
from marketplace_emulator.faults.rule import known_errors
from marketplace_emulator.marketplace import IN_PROCESS
from tests.conftest import Wire

ONCE = Config(retries={"total_max_attempts": 1})
IMPATIENT = ONCE.merge(Config(read_timeout=1))
WITHOUT_A_MESSAGE = {
    *("IncompleteSignatureException", "RequestEntityTooLargeException", "SerializationException"),
    *("UnknownOperationException", "ValidationException", "UnsupportedMediaTypeException", "NotAcceptableException"),
}
"""They say what is wrong with the request, and here nothing is; a rule gives them a `message`."""
MEMBERS = {"CustomerIdentifier", "CustomerAWSAccountId", "ProductCode", "LicenseArn"}


@pytest.fixture(params=["in process", "over a socket"])
def emulator(request: pytest.FixtureRequest) -> Marketplace:
    """An emulator, in process and over a socket."""
    name = "marketplace" if request.param == "in process" else "served"
    found: Marketplace = request.getfixturevalue(name)
    return found


def resolve(emulator: Marketplace, token: str = "valid", config: Config = ONCE, **settings: Any) -> dict[str, Any]:
    """Resolve a token with boto3, without retries."""
    answer: dict[str, Any] = emulator.client(config=config, **settings).resolve_customer(RegistrationToken=token)
    return answer


def members(answer: dict[str, Any]) -> set[str]:
    """Return the names of the members in boto3's result."""
    return set(answer) - {"ResponseMetadata"}


def test_every_kind_is_tested_here() -> None:
    assert set(KINDS) == {
        *("latency", "hang", "drop", "truncate", "malformed"),
        "gate",  # in test_gate.py
        "unprocessed",  # in test_unprocessed.py
        *("extra_members", "missing_members", "expired_credentials", "error"),
    }


def test_error_has_aws_s_message_and_status(emulator: Marketplace) -> None:
    emulator.add_fault(error="ThrottlingException")
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        resolve(emulator)
    assert type(refused.value).__name__ == "ThrottlingException"
    assert refused.value.response["Error"]["Message"] == "Rate exceeded"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_error_with_its_own_message_and_status(emulator: Marketplace) -> None:
    emulator.add_fault(error="InternalServiceErrorException", message="Try later.", status=599)
    with pytest.raises(botocore.exceptions.ClientError, match="Try later") as refused:
        resolve(emulator)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 599


@pytest.mark.parametrize("code", sorted(known_errors()))
def test_every_error_that_a_model_declares_or_aws_has_in_common(marketplace: Marketplace, code: str) -> None:
    marketplace.add_fault(error=code)
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        resolve(marketplace)
    error = refused.value.response["Error"]
    assert error["Code"] == code
    assert error["Message"] or code in WITHOUT_A_MESSAGE


@pytest.mark.parametrize(
    ("service", "call", "code", "status"),
    [
        ("meteringmarketplace", "resolve_customer", "ThrottlingException", 400),
        ("meteringmarketplace", "resolve_customer", "InternalServiceErrorException", 500),
        ("meteringmarketplace", "resolve_customer", "AccessDeniedException", 400),
        ("marketplace-agreement", "describe_agreement", "AccessDeniedException", 403),
        ("marketplace-agreement", "describe_agreement", "ThrottlingException", 429),
        ("marketplace-agreement", "describe_agreement", "ResourceNotFoundException", 404),
    ],
)
def test_an_error_has_the_status_that_the_called_operation_s_model_declares(
    marketplace: Marketplace, service: str, call: str, code: str, status: int
) -> None:
    marketplace.add_fault(error=code)
    parameters = {"RegistrationToken": "valid"} if call == "resolve_customer" else {"agreementId": "agmt-1"}
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        getattr(marketplace.client(service, config=ONCE), call)(**parameters)
    assert refused.value.response["Error"]["Code"] == code
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_expired_credentials_have_the_code_of_an_expired_token(emulator: Marketplace) -> None:
    emulator.add_fault(expired_credentials=True)
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        resolve(emulator)
    assert refused.value.response["Error"] == {
        "Code": "ExpiredTokenException",
        "Message": "The security token included in the request is expired",
    }
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_hang_ends_in_the_client_s_read_timeout(emulator: Marketplace) -> None:
    emulator.add_fault(hang=True)
    with pytest.raises(botocore.exceptions.ReadTimeoutError):
        resolve(emulator, config=IMPATIENT)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_drop_closes_the_connection(emulator: Marketplace, moment: str) -> None:
    emulator.add_fault(drop=moment)
    with pytest.raises(botocore.exceptions.ConnectionClosedError):
        resolve(emulator)
    done = next(each for each in emulator.tokens() if each["token"] == "valid")["resolved_at"] is not None
    assert done is (moment == "after"), "dropped after the work, the token is resolved and the answer lost"


@pytest.mark.parametrize("count", [0, 10, 1_000_000])
def test_truncate_is_a_success_without_a_customer_to_boto3(emulator: Marketplace, count: int) -> None:
    """Botocore does not compare the body with Content-Length, and reads half a body as a result without members.

    An older botocore, whose urllib3 compares them, reports a closed connection.
    """
    emulator.add_fault(truncate=count)
    compares = "enforce_content_length" not in inspect.getsource(botocore.httpsession)
    if compares and emulator.client().meta.endpoint_url != IN_PROCESS:
        with pytest.raises(botocore.exceptions.ConnectionClosedError):
            resolve(emulator)
        return
    answer = resolve(emulator)
    assert members(answer) == set()
    assert int(answer["ResponseMetadata"]["HTTPHeaders"]["content-length"]) > 100


@pytest.mark.parametrize("inner", [{}, {"malformed": "empty"}])
def test_truncate_closes_the_connection(wire: Wire, served: Marketplace, inner: dict[str, str]) -> None:
    served.add_fault(truncate=10)
    if inner:
        served.add_fault(**inner)
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection without sending complete"):
        wire.send(b'{"RegistrationToken": "valid"}')


def test_malformed_json_has_no_members(emulator: Marketplace) -> None:
    emulator.add_fault(malformed="json")
    assert members(resolve(emulator)) == set()


def test_malformed_html_is_a_503_without_a_code_of_aws(emulator: Marketplace) -> None:
    emulator.add_fault(malformed="html")
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        resolve(emulator)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert refused.value.response["Error"]["Code"] == "503"


def test_malformed_content_type_is_ignored_by_boto3(emulator: Marketplace) -> None:
    emulator.add_fault(malformed="content_type")
    answer = resolve(emulator)
    assert members(answer) == MEMBERS
    assert answer["ResponseMetadata"]["HTTPHeaders"]["content-type"].startswith("text/html")


def test_malformed_empty_is_a_success_without_a_customer(emulator: Marketplace) -> None:
    emulator.add_fault(malformed="empty")
    assert members(resolve(emulator)) == set()


@pytest.mark.parametrize("extra", [True, {"Region": "eu-central-1", "CustomerAWSAccountId": "000000000000"}])
def test_extra_members_are_on_the_wire_and_replace_no_member(emulator: Marketplace, extra: object) -> None:
    emulator.add_fault(extra_members=extra)
    answer = resolve(emulator)
    assert members(answer) == MEMBERS, "boto3 ignores what its model does not know"
    assert answer["CustomerAWSAccountId"] == "210987654321"
    wire = emulator.exchanges()[-1]["answer"]
    assert set(wire) - MEMBERS == ({"Region"} if extra is not True else {"FutureMember", "FutureStructure"})


def test_missing_members_are_left_out_of_the_result(emulator: Marketplace) -> None:
    emulator.add_fault(missing_members=["ProductCode", "LicenseArn"])
    assert members(resolve(emulator)) == MEMBERS - {"ProductCode", "LicenseArn"}


@pytest.mark.parametrize("latency", [0.3, "300ms", {"spread": "uniform", "least": 0.3, "most": 0.4}])
def test_latency_makes_the_client_wait(emulator: Marketplace, latency: object) -> None:
    emulator.add_fault(latency=latency)
    started = time.perf_counter()
    assert members(resolve(emulator)) == MEMBERS
    assert time.perf_counter() - started >= 0.3


def test_latency_beyond_the_client_s_timeout_is_a_read_timeout(emulator: Marketplace) -> None:
    emulator.add_fault(latency=600)
    with pytest.raises(botocore.exceptions.ReadTimeoutError):
        resolve(emulator, config=IMPATIENT)


def test_boto3_retries_the_same_errors_as_with_aws(emulator: Marketplace) -> None:
    emulator.add_fault(error="ThrottlingException", times=1)
    emulator.add_fault(drop="before", times=1)
    answer = resolve(emulator, config=Config(retries={"total_max_attempts": 3}))
    assert members(answer) == MEMBERS
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
