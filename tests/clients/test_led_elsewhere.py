"""No setting of a developer's environment or files leads an SDK away from the emulator: each is tried with a hostile value."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.sdk_settings import TABLE
from tests.clients.test_aws_cli import cli
from tests.conftest import need
from tests.npm import installed

HERE = Path(__file__).parent
ELSEWHERE = "http://192.0.2.1:3128"
"""An address that is reserved for documentation."""
CONFIG = f"""
[default]
endpoint_url = {ELSEWHERE}
credential_process = led-elsewhere
defaults_mode = auto
ignore_configured_endpoint_urls = true
use_fips_endpoint = true
[profile sso]
sso_session = corporate
sso_account_id = 111122223333
sso_role_name = Developer
[sso-session corporate]
sso_start_url = https://corporate.awsapps.com/start
sso_region = eu-west-1
[profile process]
credential_process = led-elsewhere
region = eu-west-1
[profile role]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = default
[profile metadata]
role_arn = arn:aws:iam::111122223333:role/x
credential_source = Ec2InstanceMetadata
[profile services]
services = elsewhere
ignore_configured_endpoint_urls = true
[services elsewhere]
marketplace_metering =
  endpoint_url = {ELSEWHERE}
"""
PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
CONTAINER = "AWS_CONTAINER_CREDENTIALS_"
HOSTILE: Mapping[str, Mapping[str, str]] = {
    **{f"{name}={profile}": {name: profile} for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
       for profile in ("missing", "default", "sso", "process", "role", "metadata", "services", "dev@corporate.example")},
    **{name: {name: ELSEWHERE} for name in PROXIES},
    "no proxy but": {**dict.fromkeys(PROXIES, ELSEWHERE), "NO_PROXY": "example.com", "no_proxy": ""},
    "proxies of Node.js": {**dict.fromkeys(PROXIES, ELSEWHERE), "NODE_USE_ENV_PROXY": "1"},
    **{name: {name: "true"} for name in (
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_SDK_LOAD_CONFIG",
        "AWS_ENDPOINT_DISCOVERY_ENABLED", "AWS_EC2_METADATA_V1_DISABLED")},
    "endpoints": {"AWS_ENDPOINT_URL": ELSEWHERE, "AWS_ENDPOINT_URL_MARKETPLACE_METERING": ELSEWHERE, "AWS_ENDPOINT_URL_STS": ELSEWHERE},
    "keys": {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "x", "AWS_ACCESS_KEY": "AKIA", "AWS_SECRET_KEY": "x",
             "AWS_SESSION_TOKEN": "secret-session", "AWS_SECURITY_TOKEN": "secret-session", "AMAZON_SESSION_TOKEN": "secret-session",
             "AWS_ACCOUNT_ID": "111122223333", "AWS_ACCOUNT_ID_ENDPOINT_MODE": "required"},
    "half a key": {"AWS_ACCESS_KEY_ID": "AKIA"},
    "expired": {"AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"},
    "Region": {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "nowhere", "AWS_STS_REGIONAL_ENDPOINTS": "legacy"},
    "EC2": {"AWS_DEFAULTS_MODE": "auto", "AWS_EC2_METADATA_DISABLED": "false", "AWS_EXECUTION_ENV": "",
            "AWS_EC2_METADATA_SERVICE_ENDPOINT": ELSEWHERE, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"},
    "monitoring": {"AWS_CSM_ENABLED": "true", "AWS_CSM_HOST": "192.0.2.1"},
    "web identity": {"AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/x", "AWS_WEB_IDENTITY_TOKEN_FILE": __file__, "AWS_ROLE_SESSION_NAME": "x"},
    "container": {f"{CONTAINER}RELATIVE_URI": "/x", f"{CONTAINER}FULL_URI": ELSEWHERE, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "x",
                  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": __file__},
    "old files": {"AWS_CREDENTIAL_FILE": "missing", "BOTO_CONFIG": "missing", "AWS_LOGIN_CACHE_DIRECTORY": "missing"},
    "missing files": {"AWS_CONFIG_FILE": "missing", "AWS_SHARED_CREDENTIALS_FILE": "missing", "AWS_DATA_PATH": "missing"},
    "broken files": {"AWS_CONFIG_FILE": __file__, "AWS_SHARED_CREDENTIALS_FILE": __file__},
    "certificates": {"AWS_CA_BUNDLE": "missing.pem", "NODE_EXTRA_CA_CERTS": "missing.pem", "REQUESTS_CA_BUNDLE": "x", "SSL_CERT_FILE": "x"},
    "requests": {"AWS_MAX_ATTEMPTS": "2", "AWS_RETRY_MODE": "adaptive", "AWS_SDK_UA_APP_ID": "x", "AWS_AUTH_SCHEME_PREFERENCE": "httpBearerAuth",
                 "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required", "AWS_RESPONSE_CHECKSUM_VALIDATION": "when_required"},
    "Java": dict.fromkeys(("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "MAVEN_OPTS", "GRADLE_OPTS"), "-Daws.region=x"),
}  # fmt: skip


def test_every_variable_of_the_table_is_tried() -> None:
    tried = {name for variables in HOSTILE.values() for name in variables}
    assert {name for each in TABLE for name in each.names} - tried == set()


@pytest.fixture
def environments(served: Marketplace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, dict[str, str]]:
    """A program's environment for each hostile setting, as the emulator makes it, and one with all settings at once."""
    (tmp_path / "config").write_text(CONFIG)
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON", "NODE"))}
    bare |= {
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "LED_ELSEWHERE": str(tmp_path / "elsewhere"),
        "PYTHONPATH": str(HERE / "only_loopback"),
        "NODE_OPTIONS": f"--require {HERE / 'only_loopback' / 'only_loopback.cjs'}",
        "AWS_PAGER": "",
    }
    together = {name: value for variables in HOSTILE.values() for name, value in variables.items()}
    together |= {"AWS_CONFIG_FILE": bare["AWS_CONFIG_FILE"], "AWS_PROFILE": "process"}
    made = {}
    for label, variables in {**HOSTILE, "together": together}.items():
        with monkeypatch.context() as here:
            for name in [name for name in os.environ if name.startswith("AWS_")]:
                here.delenv(name)
            for name, value in {**bare, **variables}.items():
                here.setenv(name, value)
            made[label] = {**bare, **variables, **served.environment()}
    (tmp_path / "elsewhere").touch()
    return made


PROGRAMS = {
    "boto3": (sys.executable, HERE / "resolve_in_environments.py"),
    "javascript": ("node", HERE / "javascript" / "resolve_in_environments.mjs"),
}


def resolved(program: str, environments: dict[str, dict[str, str]], start: dict[str, str]) -> dict[str, str]:
    """Run a program that resolves a token in each environment; return the outcomes that are no account."""
    if program == "javascript":
        need("node", "install Node.js 20 or newer")
        installed(HERE / "javascript")
    start = {name: start[name] for name in ("PATH", "PYTHONPATH", "NODE_OPTIONS", "LED_ELSEWHERE")}
    done = subprocess.run(
        PROGRAMS[program],
        env=start,
        input=json.dumps(list(environments.values())),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outcomes = dict(zip(environments, json.loads(done.stdout), strict=True))
    return {label: outcome for label, outcome in outcomes.items() if outcome != "210987654321"}


BEFORE = (
    "AWS_ENDPOINT_URL_MARKETPLACE_METERING",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
)


@pytest.mark.parametrize(
    ("program", "labels"),
    [
        ("boto3", ("HTTP_PROXY", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "EC2", "AWS_PROFILE=missing")),
        (
            "javascript",
            ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_PROFILE=process", "AWS_PROFILE=sso", "AWS_PROFILE=role"),
        ),
    ],
)
def test_what_leads_elsewhere_is_seen(
    program: str, labels: tuple[str, ...], served: Marketplace, environments: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    """With the endpoints, the Region and the key alone, some settings do lead elsewhere; so the tests can fail."""
    own = {name: served.environment()[name] for name in BEFORE} | {"AWS_CONFIG_FILE": str(tmp_path / "config")}
    bare = {name: value for name, value in environments["together"].items() if not name.startswith("AWS_")}
    bare = {name: value for name, value in bare.items() if name.lower() not in ("no_proxy", *map(str.lower, PROXIES))}
    naive = {label: {**bare, **own, **HOSTILE[label]} for label in labels}
    assert set(resolved(program, naive, start=environments["together"])) == {*labels}


def nowhere_else(served: Marketplace, environments: dict[str, dict[str, str]]) -> None:
    """Nothing led elsewhere, and nothing of the developer's own came to the emulator."""
    assert Path(environments["together"]["LED_ELSEWHERE"]).read_text() == ""
    exchanges = served.exchanges()
    assert {exchange["region"] for exchange in exchanges} == {"us-east-1"}
    assert "secret-session" not in json.dumps(exchanges)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_setting_with(program: str, served: Marketplace, environments: dict[str, dict[str, str]]) -> None:
    assert resolved(program, environments, start=environments["together"]) == {}
    nowhere_else(served, environments)


@pytest.mark.parametrize("version", ["1", "2"])
def test_all_settings_together_with_the_aws_cli(
    version: str, served: Marketplace, environments: dict[str, dict[str, str]]
) -> None:
    environment = {**environments["together"], "AWS_DATA_PATH": ""}  # the AWS CLI searches it for its commands
    words = ("meteringmarketplace", "resolve-customer", "--registration-token", "valid", "--output", "json")
    # The AWS CLI reads AWS_ENDPOINT_URL_… since 1.29 and 2.13.
    endpoint = ("--endpoint-url", served.url) if version == "2" else ()
    done = subprocess.run(
        (cli(version), *endpoint, *words), env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    nowhere_else(served, environments)


def test_the_aws_command(served: Marketplace, environments: dict[str, dict[str, str]]) -> None:
    words = ("aws", "meteringmarketplace", "resolve-customer", "--registration-token", "valid")
    done = subprocess.run(
        (sys.executable, "-m", "marketplace_emulator", *words),
        env={**environments["together"], "AWS_DATA_PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    nowhere_else(served, environments)
