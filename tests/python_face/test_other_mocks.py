"""A client of the emulator is answered by the emulator, whatever else in the process mocks AWS or the network."""

from __future__ import annotations

import json
from collections.abc import Iterator

import boto3
import pytest
import responses
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from moto import mock_aws

from marketplace_emulator import Marketplace


def resolves(emulator: Marketplace) -> None:
    """A token that the emulator knows is resolved, an expired one refused, and moto keeps the account meanwhile."""
    table = boto3.client("sqs", region_name="us-east-1").create_queue(QueueName="accounts")["QueueUrl"]
    metering = emulator.client()
    customer = metering.resolve_customer(RegistrationToken=emulator.mint_token())
    queue = boto3.client("sqs", region_name="us-east-1")
    queue.send_message(QueueUrl=table, MessageBody=json.dumps(customer["CustomerAWSAccountId"]))
    assert queue.receive_message(QueueUrl=table)["Messages"][0]["Body"] == '"210987654321"'
    with pytest.raises(metering.exceptions.ExpiredTokenException):
        metering.resolve_customer(RegistrationToken="expired")
    entitlements = emulator.client("marketplace-entitlement")
    assert entitlements.get_entitlements(ProductCode="any")["Entitlements"] == []
    with pytest.raises(ClientError, match="NotImplementedByEmulator"):
        emulator.client("marketplace-agreement").cancel_agreement(agreementId="agmt-any")


@pytest.fixture
def mocked() -> Iterator[None]:
    """moto answers AWS."""
    with mock_aws():
        yield


@mock_aws
def test_within_moto_s_decorator(marketplace: Marketplace) -> None:
    resolves(marketplace)


@mock_aws
def test_on_a_port_within_moto_s_decorator(marketplace_server: Marketplace) -> None:
    resolves(marketplace_server)


def test_moto_before_the_emulator(mocked: None, marketplace: Marketplace) -> None:
    resolves(marketplace)


def test_the_emulator_before_moto(marketplace: Marketplace, mocked: None) -> None:
    resolves(marketplace)


def test_an_emulator_within_moto_and_moto_within_an_emulator() -> None:
    with mock_aws(), Marketplace() as emulator:
        resolves(emulator)
    with Marketplace() as emulator, mock_aws():
        resolves(emulator)


def test_a_client_from_before_moto_is_answered_within_and_after(marketplace: Marketplace) -> None:
    metering = marketplace.client()
    with mock_aws():
        assert metering.resolve_customer(RegistrationToken="valid")
    assert metering.resolve_customer(RegistrationToken="valid")


def test_a_client_of_the_test_s_own_stays_moto_s(marketplace: Marketplace) -> None:
    with mock_aws():
        own = boto3.client("meteringmarketplace", region_name="us-east-1")
        with pytest.raises(NotImplementedError):
            own.resolve_customer(RegistrationToken="valid")
    assert marketplace.exchanges() == []


@responses.activate
def test_within_responses(marketplace: Marketplace) -> None:
    assert marketplace.client().resolve_customer(RegistrationToken="valid")


def test_a_stub_of_the_test_s_own_answers_first(marketplace: Marketplace) -> None:
    metering = marketplace.client()
    with Stubber(metering) as stub:
        stub.add_client_error("resolve_customer", "DisabledApiException")
        with pytest.raises(metering.exceptions.DisabledApiException):
            metering.resolve_customer(RegistrationToken="valid")
    assert metering.resolve_customer(RegistrationToken="valid")
    assert len(marketplace.exchanges()) == 1
