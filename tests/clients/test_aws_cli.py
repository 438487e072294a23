"""The AWS CLI, version 1 from PyPI and version 2 from Debian, as a person would use it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace
from tests.conftest import missing


def _version(command: str) -> str:
    done = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=120, check=False)
    return (done.stdout or done.stderr).partition("/")[2].partition(".")[0]


def cli(version: str) -> str:
    """Find the AWS CLI of a version."""
    beside = str(Path(sys.executable).with_name("aws"))
    candidates = [beside, "/usr/local/bin/aws", "/usr/bin/aws", shutil.which("aws") or ""]
    for command in candidates:
        if command and Path(command).exists() and _version(command) == version:
            return command
    how = "pip install awscli" if version == "1" else "apt-get install awscli"
    missing(f"the AWS CLI version {version} is not on this machine: {how}")
    raise AssertionError


@pytest.fixture(params=["1", "2"], ids=["v1", "v2"], scope="module")
def aws(request: pytest.FixtureRequest) -> str:
    """The command of one version."""
    return cli(request.param)


def _run(aws: str, served: Marketplace, *words: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
    keys = {name: value for name, value in served.environment().items() if "ENDPOINT" not in name}
    return subprocess.run(
        [aws, "--endpoint-url", served.url, *words],
        env={**bare, **keys, "AWS_MAX_ATTEMPTS": "1", "AWS_PAGER": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _resolve(aws: str, served: Marketplace, token: str, *more: str) -> subprocess.CompletedProcess[str]:
    return _run(aws, served, "meteringmarketplace", "resolve-customer", "--registration-token", token, *more)


def test_a_token_resolves(aws: str, served: Marketplace) -> None:
    done = _resolve(aws, served, served.mint_token(), "--output", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["CustomerIdentifier"] == "YbmxelQ2BAj"


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("expired", "(ExpiredTokenException) when calling the ResolveCustomer operation"),
        ("invalid", "(InvalidTokenException) when calling the ResolveCustomer operation"),
        ("throttled", "(ThrottlingException) when calling the ResolveCustomer operation"),
    ],
)
def test_the_cli_reports_an_error_as_usual(aws: str, served: Marketplace, token: str, said: str) -> None:
    done = _resolve(aws, served, token)
    assert done.returncode in (254, 255)
    assert said in done.stderr


def test_usage_and_entitlements_with_the_models_of_the_cli(aws: str, served: Marketplace) -> None:
    """The models of an older AWS CLI lack CustomerAWSAccountId, LicenseArn and decimals."""
    product = served.products()[0]["product_code"]
    hour = f"{served.clock.now():%Y-%m-%dT%H:00:00Z}"
    record = f"Timestamp={hour},CustomerIdentifier=YbmxelQ2BAj,Dimension=queries,Quantity="
    batch = ("meteringmarketplace", "batch-meter-usage", "--product-code", product)
    sent = _run(aws, served, *batch, "--usage-records", f"{record}17", f"{record}18", "--query", "Results[].Status")
    assert (sent.stderr, json.loads(sent.stdout)) == ("", ["Success", "DuplicateRecord"])
    served.verify_billed(17, dimension="queries", hour=hour)
    entitled = ("marketplace-entitlement", "get-entitlements", "--product-code", product, "--page-size", "1")
    found = _run(aws, served, *entitled, "--query", "Entitlements[].Dimension")
    assert (found.stderr, json.loads(found.stdout)) == ("", ["seats", "enterprise"])
    assert len(served.exchanges(operation="GetEntitlements")) == 2
