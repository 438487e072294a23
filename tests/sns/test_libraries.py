"""The libraries with which sellers verify SNS's messages accept the emulator's, and refuse a message of anybody else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from marketplace_emulator import Marketplace
from marketplace_emulator.sns.signer import AWS_URL, Signer
from tests.conftest import need
from tests.npm import installed
from tests.sns import oscrypto_functions
from tests.sns.conftest import messages, signer_of

Said = Mapping[str, str | None]
"""What a library said of the message of each type: None if it is genuine."""
Judge = Callable[[Signer, str], Said]
TYPES = ("Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation")


def _written(signer: Signer, version: Any) -> dict[str, dict[str, Any]]:
    return messages(signer, version, time.time())


@pytest.fixture
def javascript(secure: Marketplace, authority: Path) -> Judge:
    """What a JavaScript library says: sns-payload-validator if the URLs are AWS's own, else sns-validator."""
    folder = installed(Path(__file__).parent / "javascript")
    host = urlsplit(secure.sns()["url"]).netloc

    def judge(signer: Signer, version: str) -> Said:
        done = subprocess.run(
            [need("node", "install Node.js 20 or newer"), "verify.mjs"],
            input=json.dumps({"messages": [*_written(signer, version).values()], "host": host}),
            cwd=folder,
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(authority), "NODE_NO_WARNINGS": "1"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return dict(zip(TYPES, json.loads(done.stdout), strict=True))

    return judge


def _said(validate: Callable[[dict[str, Any]], object], written: Mapping[str, dict[str, Any]]) -> Said:
    said: dict[str, str | None] = {}
    for type_, message in written.items():
        try:
            validate(message)
        except Exception as refusal:
            said[type_] = str(refusal)
        else:
            said[type_] = None
    return said


@pytest.fixture
def aws_sns_message_validator(secure: Marketplace, authority: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """What PyPI's aws-sns-message-validator says; it knows version 1 alone."""
    from sns_message_validator import SNSMessageValidator

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    validator = SNSMessageValidator(cert_url_regex=f"^{re.escape(secure.sns()['url'])}/")
    return lambda signer, version: _said(validator.validate_message, _written(signer, version))


@pytest.fixture
def validate_aws_sns_message(secure: Marketplace, authority: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """What PyPI's validate_aws_sns_message says; it knows version 1 alone."""
    oscrypto_functions.install(monkeypatch)
    from validate_aws_sns_message import validate

    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    pattern = f"^{re.escape(secure.sns()['url'])}/"
    return lambda signer, version: _said(
        lambda message: validate(message, certificate_url_regex=pattern), _written(signer, version)
    )


def test_a_library_that_is_given_the_certificate_needs_no_port(
    marketplace: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    oscrypto_functions.install(monkeypatch)
    from validate_aws_sns_message import validate

    certificate = marketplace.sns()["certificate"]
    for message in _written(signer_of(marketplace), "1").values():
        assert message["SigningCertURL"].startswith(f"{AWS_URL}/")
        validate(message, get_certificate=lambda _: certificate)


@pytest.fixture(params=["javascript", "aws_sns_message_validator", "validate_aws_sns_message"])
def judge(request: pytest.FixtureRequest) -> Judge:
    """What each library says."""
    found: Judge = request.getfixturevalue(request.param)
    return found


def test_version_1_is_genuine(judge: Judge, secure: Marketplace, request: pytest.FixtureRequest) -> None:
    said = dict(judge(signer_of(secure), "1"))
    if "javascript" in request.node.callspec.id:
        # sns-validator 0.3.5 leaves the Token out of the text that it verifies, so it refuses AWS's own ones too.
        assert said.pop("UnsubscribeConfirmation") == "The message signature is invalid."
    assert {*said.values()} == {None}


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_library_that_takes_aws_own_host_alone(javascript: Judge, secure: Marketplace, version: str) -> None:
    """sns-payload-validator, if the messages have AWS's URL and its agent leads to the emulator."""
    assert javascript(replace(signer_of(secure), url=AWS_URL), version) == dict.fromkeys(TYPES)


def test_version_2_is_genuine(javascript: Judge, secure: Marketplace) -> None:
    said = javascript(signer_of(secure), "2")
    assert (said["Notification"], said["SubscriptionConfirmation"]) == (None, None)


@pytest.mark.parametrize("library", ["aws_sns_message_validator", "validate_aws_sns_message"])
def test_libraries_for_python_know_version_1_alone(
    library: str, secure: Marketplace, request: pytest.FixtureRequest
) -> None:
    said: Said = request.getfixturevalue(library)(signer_of(secure), "2")
    assert all(each is not None and "version" in each.lower() for each in said.values())


def test_a_message_signed_by_somebody_else_is_refused(judge: Judge, secure: Marketplace) -> None:
    said = judge(signer_of(secure).stranger(), "1")
    assert all(each is not None and "signature" in each.lower() for each in said.values()), said


def test_a_message_signed_by_somebody_else_is_refused_at_aws_own_host(javascript: Judge, secure: Marketplace) -> None:
    said = javascript(replace(signer_of(secure).stranger(), url=AWS_URL), "2")
    assert {*said.values()} == {"Invalid Signature"}
