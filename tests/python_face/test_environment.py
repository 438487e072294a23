"""The environment variables direct AWS's SDKs to the emulator, for every service of the emulator."""

from __future__ import annotations

import contextlib

import boto3
import pytest
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace
from marketplace_emulator.catalogue import SERVICES

CALLS = {
    "meteringmarketplace": ("resolve_customer", {"RegistrationToken": "valid"}),
    "marketplace-entitlement": ("get_entitlements", {"ProductCode": "any"}),
    "marketplace-agreement": ("describe_agreement", {"agreementId": "agmt-any"}),
}


def test_every_service_has_a_call_below() -> None:
    assert CALLS.keys() == {*SERVICES}


@pytest.mark.parametrize("service", SERVICES)
def test_a_client_configured_by_the_environment_alone_reaches_the_emulator(
    service: str, served: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in served.environment().items():
        monkeypatch.setenv(name, value)
    # A separate session: the default session keeps the credentials that it finds first.
    client = boto3.session.Session().client(service)
    assert client.meta.endpoint_url == served.url
    operation, parameters = CALLS[service]
    with contextlib.suppress(ClientError):  # an operation that is not emulated yet
        getattr(client, operation)(**parameters)
    assert [each["service"] for each in served.exchanges()] == [service]
