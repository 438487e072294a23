"""What the tests share: an emulator on a port, and plain HTTP to it."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest

from marketplace_emulator import Marketplace
from tests import tiers

pytest_plugins = ["pytester"]

# A shell that starts the tests in the background lets them, and so every process that they start, ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# In CI `make test` tries the same examples in every run, so that a rare failure blocks no change that it has nothing to
# do with; a desk, and the night, try new ones.
QUIETLY = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}  # the machine may be busy
hypothesis.settings.register_profile("ci", derandomize=True, print_blob=True, **QUIETLY)
hypothesis.settings.register_profile("new", print_blob=True, **QUIETLY)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that chooses the tier."""
    parser.addoption("--tier", choices=tiers.TIERS, default="test", help="how much is run (see tests/README.md)")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the tier and Hypothesis' profile before any test is imported."""
    tiers.choose(config.getoption("--tier"))
    same = os.environ.get("REQUIRE_CLIENTS") and not tiers.is_nightly()
    hypothesis.settings.load_profile("ci" if same else "new")


def pytest_xdist_auto_num_workers() -> int:
    """Start two workers a core: half of the tests' time is spent waiting."""
    return 2 * len(os.sched_getaffinity(0))


AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=AKIAMARKETPLACELOCAL/20261123/us-east-1/aws-marketplace/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=" + "0" * 64
)
SELLERS = ("-p", "no:cacheprovider", "-p", "no:schemathesis")
"""What a seller's pytest is run without: it leaves no cache behind, and imports nothing of ours that takes a second."""
RESOLVE = "AWSMPMeteringService.ResolveCustomer"


@dataclass(frozen=True)
class Wire:
    """Plain HTTP to an emulator, with the headers of a well-formed call unless others are given."""

    url: str

    def send(
        self, body: bytes = b"", *, method: str = "POST", path: str = "/", headers: dict[str, str | None] | None = None
    ) -> httpx.Response:
        """Send one request; a header given as None is left out."""
        usual: dict[str, str | None] = {
            "X-Amz-Target": RESOLVE,
            "Content-Type": "application/x-amz-json-1.1",
            "Authorization": AUTHORIZATION,
        }
        sent = {name: value for name, value in {**usual, **(headers or {})}.items() if value is not None}
        with httpx.Client(
            trust_env=False, timeout=60, verify=False
        ) as client:  # loading authorities takes longer than a call
            return client.request(method, self.url + path, content=body, headers=sent)

    def raw(self, data: bytes, *, shut: bool = False) -> bytes:
        """Send bytes as they are, and with `shut` the end of what is sent; read until the server closes."""
        host, port = self.url.removeprefix("http://").split(":")
        received = bytearray()
        with socket.create_connection((host, int(port)), 60) as connection:
            connection.sendall(data)
            if shut:
                connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                received += chunk
        return bytes(received)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Import no file of which no test would run."""
    return tiers.leaves_out(collection_path) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that are not of this tier."""
    config.hook.pytest_deselected(items=tiers.arrange(items))


@pytest.fixture(autouse=True)
def _quiet_botocore() -> Iterator[None]:
    """Take back what a test of `--debug` set: botocore's log of requests holds tokens, and the kit reads logs."""
    logger = logging.getLogger("botocore")
    level, handlers = logger.level, list(logger.handlers)
    yield
    logger.setLevel(level)
    logger.handlers[:] = handlers


@pytest.fixture(scope="session")
def _served() -> Iterator[Marketplace]:
    with Marketplace(port=0) as marketplace:
        yield marketplace


@pytest.fixture
def served(_served: Marketplace) -> Marketplace:
    """An emulator on a port, as its fixtures say."""
    _served.reset()
    return _served


@pytest.fixture
def wire(served: Marketplace) -> Wire:
    """Plain HTTP to that emulator."""
    return Wire(served.url)


def need(tool: str, hint: str) -> str:
    """Find a program, or skip the test with the reason; fail where CI demands that none is skipped."""
    found = shutil.which(tool)
    if found is None:
        missing(f"{tool} is not on this machine; {hint}")
    assert found is not None
    return found


def missing(reason: str) -> None:
    """Skip the test for a missing tool, or fail where CI demands that none is skipped."""
    if os.environ.get("REQUIRE_CLIENTS"):
        pytest.fail(reason)
    pytest.skip(reason)


def error_of(answer: httpx.Response) -> tuple[int, str, Any]:
    """Read an error's status, code and message, and check AWS's shape of it."""
    body = answer.json()
    assert set(body) <= {"__type", "message"}
    assert answer.headers["content-type"] in ("application/x-amz-json-1.1", "application/x-amz-json-1.0")
    assert answer.headers["x-amzn-errortype"] == body["__type"]
    assert len(answer.headers["x-amzn-requestid"]) == 36
    return answer.status_code, body["__type"], body.get("message")
