"""Each example running beside an emulator on a port, and a browser at its fulfillment page."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from marketplace_emulator import Marketplace
from tests.conftest import need
from tests.eventually import eventually
from tests.examples import gateway
from tests.npm import installed
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
EVENTS = {"api_gateway_v1": "/prod/", "api_gateway_v2": "/prod/", "function_url": "/"}
EXAMPLES = ("flask_app", "werkzeug_app", "fastapi_app", "express_app", *(f"lambda_python-{event}" for event in EVENTS))


@dataclass(frozen=True)
class Example:
    """A running example: its emulator, a browser at its page, and its output."""

    marketplace: Marketplace
    browser: httpx.Client
    path: str
    product_code: str
    printed: Path

    def post(self, form: dict[str, str]) -> httpx.Response:
        """Post a form from AWS Marketplace's site and follow the redirects."""
        return self.browser.post(self.path, data=form, headers={"Origin": "https://aws.amazon.com"})

    def accounts(self) -> list[dict[str, object]]:
        """Return the accounts that the example stored."""
        listed: list[dict[str, object]] = self.browser.get(f"{self.path}accounts").raise_for_status().json()
        return listed


@pytest.fixture(scope="session")
def marketplace() -> Iterator[Marketplace]:
    with Marketplace(port=0) as marketplace:
        yield marketplace


@pytest.fixture(scope="module", params=EXAMPLES)
def running(
    request: pytest.FixtureRequest, marketplace: Marketplace, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Example]:
    name, _, event = request.param.partition("-")
    folder = tmp_path_factory.mktemp(name)
    product_code = next(each for each in marketplace.products() if each["generation"] == "concurrent")["product_code"]
    environment = {**marketplace.environment(), "PRODUCT_CODE": product_code, "DATABASE": str(folder / "accounts.db")}
    printed = folder / "printed.txt"
    if event:
        with pytest.MonkeyPatch.context() as patch:
            for variable, value in environment.items():
                patch.setenv(variable, value)
            handler = importlib.reload(importlib.import_module("examples.lambda_python.handler")).handler
            transport = gateway.Gateway(handler, getattr(gateway, event))
            with httpx.Client(
                transport=transport, base_url="https://seller.example", follow_redirects=True, timeout=60
            ) as browser:
                yield Example(marketplace, browser, EVENTS[event], product_code, printed)
        return
    command, where = {
        "flask_app": lambda: ([sys.executable, "-m", "examples.flask_app"], ROOT),
        "werkzeug_app": lambda: ([sys.executable, "-m", "examples.werkzeug_app"], ROOT),
        "fastapi_app": lambda: ([sys.executable, str(ROOT / "examples/fastapi_app/app.py")], ROOT),
        "express_app": lambda: (["node", "server.js"], express_app()),
    }[name]()
    with (
        _served(command, where, environment, printed) as url,
        httpx.Client(base_url=url, follow_redirects=True, verify=False, timeout=60) as it,
    ):
        yield Example(marketplace, it, "/", product_code, printed)


@pytest.fixture
def example(running: Example) -> Iterator[Example]:
    """An example and its emulator, with no faults, default readings and an unchanged clock."""
    yield running
    running.marketplace.reset()


def answers(url: str) -> bool:
    """Return whether a server answers at the URL."""
    try:
        httpx.get(url, verify=False, timeout=10)
    except httpx.TransportError:
        return False
    return True


@contextmanager
def _served(command: list[str], where: Path, environment: dict[str, str], printed: Path) -> Iterator[str]:
    port = free_port()
    with printed.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=where, env={**os.environ, **environment, "PORT": str(port)}, stdout=output, stderr=output
        )
    url = f"http://127.0.0.1:{port}"
    try:
        eventually(lambda: process.poll() is not None or answers(url), f"{command} answers at {url}")
        assert process.poll() is None, f"{command} ended with {process.returncode}: {printed.read_text()}"
        yield url
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def express_app() -> Path:
    """The folder of the Express example, with its packages."""
    need("node", "install Node.js 20 or newer to run examples/express_app")
    return installed(ROOT / "examples/express_app")
