"""ResolveCustomer through boto3, for every kind of token and under every reading."""

from __future__ import annotations

import itertools
import re
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace
from marketplace_emulator.readings import READINGS


def _error(client: Any, token: str) -> tuple[str, str, int]:
    with pytest.raises(ClientError) as refusal:
        client.resolve_customer(RegistrationToken=token)
    answer = refusal.value.response
    return answer["Error"]["Code"], answer["Error"]["Message"], answer["ResponseMetadata"]["HTTPStatusCode"]


def _token(marketplace: Marketplace, name: str) -> str:
    return next(each["token"] for each in marketplace.tokens() if each["name"] == name)


def _resolve(marketplace: Marketplace, name: str) -> dict[str, Any]:
    answer: dict[str, Any] = marketplace.client().resolve_customer(RegistrationToken=_token(marketplace, name))
    assert answer.pop("ResponseMetadata")["RequestId"]
    return answer


def test_a_legacy_product_answers_with_a_customer_identifier(marketplace: Marketplace) -> None:
    answer = _resolve(marketplace, "alder-analytics")
    assert set(answer) == {"CustomerIdentifier", "CustomerAWSAccountId", "ProductCode", "LicenseArn"}
    assert re.fullmatch(r"[A-Za-z0-9]{11}", answer["CustomerIdentifier"])
    assert re.fullmatch(r"[a-z0-9]{25}", answer["ProductCode"])
    assert re.fullmatch(r"arn:aws:license-manager::294406891311:license:l-[0-9a-f]{32}", answer["LicenseArn"])
    assert answer["CustomerAWSAccountId"] == "210987654321"


def test_a_concurrent_product_answers_with_license_and_agreement(marketplace: Marketplace) -> None:
    answer = _resolve(marketplace, "alder-backup")
    assert set(answer) == {"CustomerAWSAccountId", "ProductCode", "LicenseArn", "Metadata"}
    assert re.fullmatch(r"agmt-[a-z0-9]{25}", answer["Metadata"]["AgreementId"])


def test_two_agreements_of_one_buyer_differ_only_in_their_license(marketplace: Marketplace) -> None:
    production, staging = (_resolve(marketplace, f"dogwood-backup-{name}") for name in ("production", "staging"))
    assert production["CustomerAWSAccountId"] == staging["CustomerAWSAccountId"]
    assert production["ProductCode"] == staging["ProductCode"]
    assert production["LicenseArn"] != staging["LicenseArn"]


def test_an_expired_token(marketplace: Marketplace) -> None:
    client = marketplace.client()
    with pytest.raises(client.exceptions.ExpiredTokenException) as refusal:
        client.resolve_customer(RegistrationToken=_token(marketplace, "dogwood-backup-five-hours-ago"))
    assert refusal.value.response["Error"]["Message"] == "Registration token is expired"


@pytest.mark.parametrize("name", ["forged", "cedar-search"], ids=["never-issued", "of-another-seller"])
def test_an_invalid_token(marketplace: Marketplace, name: str) -> None:
    client = marketplace.client()
    with pytest.raises(client.exceptions.InvalidTokenException) as refusal:
        client.resolve_customer(RegistrationToken=_token(marketplace, name))
    assert refusal.value.response["Error"]["Message"] == "Registration token is invalid"


def test_an_ended_agreement_still_resolves(marketplace: Marketplace) -> None:
    assert _resolve(marketplace, "cedar-analytics")["CustomerAWSAccountId"] == "432109876543"


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_token_is_matched_byte_for_byte(marketplace: Marketplace, data: st.DataObject) -> None:
    token = _token(marketplace, "alder-backup")
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="utf-8", exclude_characters=token[at], exclude_categories=["Cs"]))
    changed = data.draw(
        st.sampled_from(
            [
                token[:at] + other + token[at + 1 :],
                token[:at],
                token[at:] if at else token + " ",
                token + "\n",
                token.swapcase(),
                token.replace("+", " "),
                token.replace("/", "%2F"),
            ]
        )
    )
    expected = "ValidationException" if not changed else "InvalidTokenException"
    assert _error(marketplace.client(), changed)[0] == expected


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(token=st.text(min_size=1, max_size=400))
def test_a_literal_token_of_any_characters_is_found(marketplace: Marketplace, token: str) -> None:
    marketplace.reset()
    known = {each["token"] for each in marketplace.tokens()}
    if token in known:
        return
    assert marketplace.mint_token(token=token) == token
    answer = marketplace.client().resolve_customer(RegistrationToken=token)
    assert answer["CustomerAWSAccountId"] == "210987654321"


def test_minted_tokens_have_the_real_shape(marketplace: Marketplace) -> None:
    for token in {marketplace.mint_token() for _ in range(200)}:
        assert re.fullmatch(r"M[A-Za-z0-9+/]{181}==", token)
        assert "+" in token
        assert "/" in token


def test_the_world_is_the_same_on_every_machine(marketplace: Marketplace) -> None:
    assert _token(marketplace, "alder-backup").startswith("MCemlaCsaqzvkb/MX9JDzU7NPvlqXGcemX4GuM6haofVSfU8")
    assert [each["product_code"] for each in marketplace.products()] == [
        "qmjcqgw9kbqt2gsurxlphu6kg",
        "jx8vytq57al5z46psvi6d6lcz",
        "22tajf5x6oa0qsp2if4f8orsq",
    ]


@pytest.mark.parametrize(("lifetime", "alive", "dead"), [("4h", "3h59m", "4h"), ("1h", "59m", "1h")])
def test_token_lifetime(marketplace: Marketplace, lifetime: str, alive: str, dead: str) -> None:
    marketplace.set_readings(token_lifetime=lifetime)
    marketplace.clock.freeze()
    client, token, start = marketplace.client(), marketplace.mint_token(), marketplace.clock.now()
    marketplace.clock.advance(alive)
    assert client.resolve_customer(RegistrationToken=token)
    marketplace.clock.set(start)
    marketplace.clock.advance(dead)
    assert _error(client, token)[0] == "ExpiredTokenException"


def test_expires_in_overrides_the_reading(marketplace: Marketplace) -> None:
    token = marketplace.mint_token(expires_in="10s")
    marketplace.clock.advance("10s")
    assert _error(marketplace.client(), token)[0] == "ExpiredTokenException"


def test_second_resolve(marketplace: Marketplace) -> None:
    client, token = marketplace.client(), marketplace.mint_token()
    first = client.resolve_customer(RegistrationToken=token)
    second = client.resolve_customer(RegistrationToken=token)
    assert {**first, "ResponseMetadata": 0} == {**second, "ResponseMetadata": 0}
    marketplace.set_readings(second_resolve="expired")
    assert _error(client, token)[0] == "ExpiredTokenException"
    assert client.resolve_customer(RegistrationToken=marketplace.mint_token())


@pytest.mark.parametrize("value", READINGS["unpopulated_customer_identifier"].alternatives)
def test_unpopulated_customer_identifier(marketplace: Marketplace, value: str) -> None:
    marketplace.set_readings(unpopulated_customer_identifier=value)
    marketplace.client().resolve_customer(RegistrationToken=_token(marketplace, "alder-backup"))
    answer = marketplace.exchanges()[-1]["answer"]
    assert answer.get("CustomerIdentifier", "absent") == {"absent": "absent", "empty": "", "null": None}[value]


def test_license_arn_on_first_resolve(marketplace: Marketplace) -> None:
    marketplace.set_readings(license_arn_on_first_resolve="absent")
    assert "LicenseArn" not in _resolve(marketplace, "alder-backup")
    assert "LicenseArn" in _resolve(marketplace, "alder-backup")


@pytest.mark.parametrize(
    ("value", "code"), [("invalid_token", "InvalidTokenException"), ("access_denied", "AccessDeniedException")]
)
def test_foreign_token(marketplace: Marketplace, value: str, code: str) -> None:
    marketplace.set_readings(foreign_token=value)
    assert _error(marketplace.client(), _token(marketplace, "cedar-search"))[0] == code


def test_error_type(marketplace: Marketplace) -> None:
    marketplace.set_readings(error_type="namespaced")
    client = marketplace.client()
    with pytest.raises(client.exceptions.InvalidTokenException):
        client.resolve_customer(RegistrationToken="forged")
    exchange = marketplace.exchanges()[-1]
    assert exchange["answer"]["__type"].endswith("#InvalidTokenException")
    assert exchange["readings"]["error_type"] == "namespaced"


def test_it_answers_at_the_end_of_time(marketplace: Marketplace) -> None:
    marketplace.clock.set("9999-12-31T23:59:59Z")
    time.sleep(1.1)
    assert _error(marketplace.client(), "forged")[0] == "InvalidTokenException"


def test_access_denied_names_the_caller_and_the_operation(marketplace: Marketplace) -> None:
    other = marketplace.client(aws_access_key_id="AKIAMARKETPLACEOTHER")
    assert "arn:aws:sts::444455556666:assumed-role" in _error(other, "access-denied")[1]


def test_the_journal_names_the_readings_of_the_answer(marketplace: Marketplace) -> None:
    _resolve(marketplace, "alder-backup")
    assert marketplace.exchanges()[-1]["readings"] == {
        "token_lifetime": "4h",
        "unpopulated_customer_identifier": "absent",
        "license_arn_on_first_resolve": "present",
    }


def test_every_combination_of_readings_answers(marketplace: Marketplace) -> None:
    names = [
        "token_lifetime",
        "second_resolve",
        "unpopulated_customer_identifier",
        "license_arn_on_first_resolve",
        "foreign_token",
        "error_type",
    ]
    client = marketplace.client()
    for values in itertools.product(*(READINGS[name].alternatives for name in names)):
        marketplace.set_readings(**dict(zip(names, values, strict=True)))
        answer = client.resolve_customer(RegistrationToken=marketplace.mint_token())
        assert answer["CustomerAWSAccountId"] == "210987654321"


@pytest.mark.parametrize(
    ("token", "code", "status"),
    [
        ("expired", "ExpiredTokenException", 400),
        ("invalid", "InvalidTokenException", 400),
        ("throttled", "ThrottlingException", 400),
        ("internal-error", "InternalServiceErrorException", 500),
        ("disabled-api", "DisabledApiException", 400),
        ("access-denied", "AccessDeniedException", 400),
        ("validation-error", "ValidationException", 400),
        ("unavailable", "ServiceUnavailable", 503),
        ("expired-credentials", "ExpiredTokenException", 403),
        ("invalid-credentials", "UnrecognizedClientException", 400),
        ("wrong-signature", "InvalidSignatureException", 400),
    ],
)
def test_a_word_causes_its_error(marketplace: Marketplace, token: str, code: str, status: int) -> None:
    from botocore.config import Config

    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}))
    assert (_error(client, token)[0], _error(client, token)[2]) == (code, status)


def test_every_error_that_the_model_declares_has_a_word(marketplace: Marketplace) -> None:
    from marketplace_emulator.catalogue import by_name

    words = {rule["rule"].get("error") for rule in marketplace.faults()} | {
        "ExpiredTokenException",
        "InvalidTokenException",
    }
    assert set(by_name()["ResolveCustomer"].errors) <= words


@pytest.mark.parametrize(
    ("token", "exception"),
    [("drop", ConnectionClosedError), ("lost-answer", ConnectionClosedError), ("hang", ReadTimeoutError)],
)
@pytest.mark.parametrize("port", [None, 0], ids=["in-process", "on-a-port"])
def test_a_word_breaks_the_connection(
    marketplace: Marketplace, served: Marketplace, token: str, exception: type[Exception], port: int | None
) -> None:
    from botocore.config import Config

    face = marketplace if port is None else served
    patience = 1 if token == "hang" else 60
    client = face.client(config=Config(retries={"total_max_attempts": 1}, read_timeout=patience))
    with pytest.raises(exception):
        client.resolve_customer(RegistrationToken=token)
    assert face.exchanges()[-1]["outcome"] == ("hang" if token == "hang" else "drop")
    resolved = next(each for each in face.tokens() if each["token"] == token)["resolved_at"]
    assert (resolved is not None) == (token == "lost-answer")


def test_a_slow_word_is_answered_after_its_time(marketplace: Marketplace) -> None:
    assert marketplace.client().resolve_customer(RegistrationToken="slow")
    assert marketplace.exchanges()[-1]["duration_ms"] >= 3000


def test_throttled_once_is_hidden_by_the_sdk(marketplace: Marketplace) -> None:
    answer = marketplace.client().resolve_customer(RegistrationToken="throttled-once")
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    assert [each["outcome"] for each in marketplace.exchanges()] == ["ThrottlingException", "ok"]
