"""The copy of the developer's profiles, and what is done about proxies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from botocore.session import Session

from marketplace_emulator.environment import variables

CONFIG = """
[default]
region = eu-west-1
[profile local]
endpoint_url = http://127.0.0.1:4566
aws_access_key_id = AKIAREAL
sso_session = corporate
s3 =
  addressing_style = path
[profile "two words"]
services = stand-ins
[services stand-ins]
dynamodb =
  endpoint_url = http://127.0.0.1:8000
"""
URL = "http://127.0.0.1:4100"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text(CONFIG)
    (tmp_path / "credentials").write_text("[only-a-key]\naws_access_key_id = AKIAREAL\naws_secret_access_key = x\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


def _adopt(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables(URL).items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("profile", ["local", "two words", "only-a-key", "default", "missing"])
def test_every_profile_has_the_emulator_s_key(profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", profile)
    _adopt(monkeypatch)
    found = Session(profile=profile).get_scoped_config()
    assert (found["aws_access_key_id"], found["region"]) == ("AKIAMARKETPLACELOCAL", "us-east-1")
    assert "sso_session" not in found


def test_stand_ins_for_other_services_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    _adopt(monkeypatch)
    assert Session(profile="local").get_scoped_config()["s3"] == {"addressing_style": "path"}
    assert Session(profile="local").create_client("sqs").meta.endpoint_url == "http://127.0.0.1:4566"
    assert Session(profile="two words").create_client("dynamodb").meta.endpoint_url == "http://127.0.0.1:8000"
    for profile in ("local", "two words"):
        assert Session(profile=profile).create_client("meteringmarketplace").meta.endpoint_url == URL


def test_a_copy_is_copied_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    _adopt(monkeypatch)
    assert variables(URL)["AWS_CONFIG_FILE"] == os.environ["AWS_CONFIG_FILE"]


def test_the_copy_goes_with_the_process() -> None:
    program = f"from marketplace_emulator.environment import variables; print(variables({URL!r})['AWS_CONFIG_FILE'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() and not Path(done.stdout.strip()).parent.exists()


def test_hosts_that_go_directly_are_added_to_those_that_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "example.com, localhost")
    monkeypatch.setenv("no_proxy", "example.org")
    expected = "example.com,localhost,example.org,127.0.0.1,::1,emulator"
    assert {variables("http://emulator:4100")[name] for name in ("NO_PROXY", "no_proxy")} == {expected}


def test_programs_that_use_httpx_start_with_these_hosts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables(URL).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HTTP_PROXY", "http://192.0.2.1:3128")
    httpx.Client().close()


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("-Xmx1g -Daws.endpointUrl=http://192.0.2.1", "-Xmx1g"),
        ('"-Daws.profile=two words" -Dx="a b" -Xmx1g', '-Dx="a b" -Xmx1g'),
        ("-Dhttp.proxyHost=p", "-Dhttp.proxyHost=p -Dhttp.nonProxyHosts=localhost|127.*|[::1]|127.0.0.1"),
        (
            "-Dhttp.nonProxyHosts=*.internal -Dhttps.proxyHost=p",
            "-Dhttps.proxyHost=p -Dhttp.nonProxyHosts=*.internal|localhost|127.*|[::1]|127.0.0.1",
        ),
        ("-Xmx1g", "-Xmx1g"),
    ],
)
def test_options_of_java(given: str, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", given)
    assert variables(URL)["JAVA_TOOL_OPTIONS"] == made
    monkeypatch.delenv("JAVA_TOOL_OPTIONS")
    assert "JAVA_TOOL_OPTIONS" not in variables(URL)
