"""The lines that `serve` prints work when they are pasted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import need

SERVE = (sys.executable, "-m", "marketplace_emulator", "serve")


@pytest.fixture(scope="module")
def printed() -> Iterator[str]:
    """The output of a running `serve`; strict, so that the pasted lines must also sign correctly."""
    process = subprocess.Popen(
        [*SERVE, "--port", "0", "--strict-signatures", "--with-example-seller"],
        stdout=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(120, process.kill)
    watchdog.start()
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("open "):
            break
    yield "".join(lines)
    watchdog.cancel()
    process.terminate()
    process.communicate(timeout=120)


def _after(printed: str, title: str) -> str:
    match = re.search(rf"^{title}:\n((?:  .*\n)+)", printed, re.MULTILINE)
    assert match, printed
    return "\n".join(line.strip() for line in match[1].splitlines())


def _run(arguments: list[str] | str, **environment: str) -> str:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        arguments,
        shell=isinstance(arguments, str),
        env={**bare, "HOME": "/nonexistent", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_three_tokens_are_printed(printed: str) -> None:
    found = re.findall(r"^  \S+ \((legacy|concurrent)\) +M[A-Za-z0-9+/]{181}==$", printed, re.MULTILINE)
    assert len(found) == 3 and set(found) == {"legacy", "concurrent"}


def test_the_last_line_is_the_page_to_open(printed: str) -> None:
    url = printed.splitlines()[-1].removeprefix("open ")
    page = httpx.get(url, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "<h1" in page.text


def test_the_example_seller_is_printed(printed: str) -> None:
    [url] = re.findall(r"^Example seller at (http://localhost:\d+/),", printed, re.MULTILINE)
    assert "Start in AWS Marketplace" in httpx.get(url).text


def test_beyond_loopback_the_page_to_open_asks_for_the_token() -> None:
    with subprocess.Popen([*SERVE, "--port", "0", "--host", "0.0.0.0"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = next(line for line in process.stdout if line.startswith("open "))
        process.terminate()
    assert re.fullmatch(r"open http://127\.0\.0\.1:\d+/console/login\n", last)


def test_boto3_as_pasted(printed: str) -> None:
    assert "210987654321" in _run([sys.executable, "-c", _after(printed, "boto3")])


def test_the_aws_cli_as_pasted(printed: str) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    assert "210987654321" in _run(_after(printed, "AWS CLI"), PATH=path)


def test_curl_as_pasted(printed: str) -> None:
    version = subprocess.run(
        [need("curl", "apt-get install curl"), "--version"], capture_output=True, text=True, check=True
    )
    assert tuple(map(int, version.stdout.split()[1].split(".")[:2])) >= (7, 75), "curl signs requests since 7.75"
    assert "210987654321" in _run(_after(printed, "curl"))


def test_the_environment_as_pasted(printed: str) -> None:
    exports = _after(printed, "Environment for AWS SDKs that read AWS_ENDPOINT_URL_… .*")
    program = "import boto3; print(boto3.client('meteringmarketplace').resolve_customer(RegistrationToken='valid'))"
    developers = {"AWS_PROFILE": "missing", "AWS_SESSION_TOKEN": "x", "HTTP_PROXY": "http://192.0.2.1:1"}
    assert "210987654321" in _run(f'{exports}\n"{sys.executable}" -c "{program}"', **developers)


def test_product_codes_are_printed(printed: str) -> None:
    codes = _lines(printed, "internal-error, slow …)")
    assert re.search(r"^  harbor-backup +jx8vytq57al5z46psvi6d6lcz$", codes, re.MULTILINE)
    assert "lighthouse-search" not in codes  # sold by another seller


def test_the_command_as_pasted(printed: str) -> None:
    assert re.fullmatch(r"M[A-Za-z0-9+/]{181}==\n", _run(_after(printed, "Steer the emulator")))


def test_usage_and_entitlements_as_pasted(printed: str) -> None:
    said = _run(f"set -e\n{_after(printed, 'Usage, entitlements and the bill')}")
    assert '"Status": "Success"' in said
    assert '"IntegerValue": 25' in said
    assert re.search(r"^alder-analytics .* queries .* 17 ", said, re.MULTILINE)


def test_messages_as_pasted(printed: str) -> None:
    lines = _after(printed, "AWS's messages about agreements, to an endpoint of yours")
    added, head, *listed = _run(f"set -e\n{lines}").splitlines()
    assert re.fullmatch(r"sub-[0-9a-f]{12}", added)
    assert head.split()[:2] == ["at", "type"]
    assert any("subscribe-success" in each for each in listed)


def _lines(printed: str, title: str) -> str:
    return printed.partition(f"{title}:\n")[2].partition("\n\n")[0]
