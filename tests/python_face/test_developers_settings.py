"""A client of the emulator in this process reads none of the developer's AWS settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace, connect
from marketplace_emulator.steering import Steering

CONFIG = """
[default]
endpoint_url = http://192.0.2.1
use_fips_endpoint = true
defaults_mode = auto
[profile sso]
sso_session = corporate
sso_account_id = 111122223333
sso_role_name = Developer
[profile process]
credential_process = /bin/false
"""
ELSEWHERE = "http://192.0.2.1:3128"
"""An address that is reserved for documentation."""
SETTINGS = {
    "missing": {"AWS_PROFILE": "missing"},
    "missing-by-its-older-name": {"AWS_DEFAULT_PROFILE": "missing"},
    "sso": {"AWS_PROFILE": "sso"},
    "process": {"AWS_PROFILE": "process"},
    "files": {},
    "proxy": {"HTTP_PROXY": ELSEWHERE, "http_proxy": ELSEWHERE, "ALL_PROXY": ELSEWHERE},
    "endpoint": {"AWS_ENDPOINT_URL": ELSEWHERE, "AWS_ENDPOINT_URL_MARKETPLACE_METERING": ELSEWHERE},
    "ignored": {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"},
    "fips": {"AWS_USE_FIPS_ENDPOINT": "true"},
    "dualstack": {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
    "region": {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "nowhere"},
    "automatic": {"AWS_DEFAULTS_MODE": "auto", "AWS_EC2_METADATA_SERVICE_ENDPOINT": ELSEWHERE},
    "role": {"AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/x", "AWS_WEB_IDENTITY_TOKEN_FILE": "missing"},
    "session": {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "a-real-one"},
    "half": {"AWS_ACCESS_KEY_ID": "AKIA"},
    "expired": {"AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"},
    "certificates": {"AWS_CA_BUNDLE": "missing.pem"},
}


@pytest.fixture(params=["in-process", "on-a-port", "from-afar"], scope="module")
def emulator(request: pytest.FixtureRequest) -> Iterator[Steering]:
    """An emulator in process, on a port, or remote."""
    with Marketplace(port=None if request.param == "in-process" else 0) as own:
        if request.param == "from-afar":
            with connect(own.url) as remote:
                yield remote
        else:
            yield own


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_a_client_is_answered(
    emulator: Steering, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    vars(emulator).pop("_session", None)  # made anew, in these settings
    emulator.reset("exchanges")
    assert emulator.client().resolve_customer(RegistrationToken="valid")["CustomerAWSAccountId"] == "210987654321"
    [exchange] = emulator.exchanges()
    assert (exchange["region"], exchange["operation"]) == ("us-east-1", "ResolveCustomer")
    assert "a-real-one" not in str(exchange)
