"""pytest fixtures, reset for each test: `marketplace`, an emulator in process, and `marketplace_server`, on a port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# Every pytest run in an environment with this package loads the plugin, so only the fixtures import boto3.
if TYPE_CHECKING:
    from marketplace_emulator import Marketplace


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting `marketplace_fixtures`."""
    parser.addini(
        "marketplace_fixtures",
        "Fixture files that the marketplace emulator loads instead of its default world.",
        type="paths",
        default=[],
    )


def _files(config: pytest.Config) -> list[Path]:
    return list(config.getini("marketplace_fixtures"))


@pytest.fixture(scope="session")
def _marketplace_in_process(request: pytest.FixtureRequest) -> Iterator[Marketplace]:
    from marketplace_emulator import Marketplace

    with Marketplace(_files(request.config)) as marketplace:
        yield marketplace


@pytest.fixture(scope="session")
def _marketplace_on_a_port(request: pytest.FixtureRequest) -> Iterator[Marketplace]:
    from marketplace_emulator import Marketplace

    with Marketplace(_files(request.config), port=0) as marketplace:
        yield marketplace


def _as_its_fixtures_say(marketplace: Marketplace) -> None:
    marketplace.reset()
    for name in marketplace.snapshots():  # a reset keeps snapshots
        marketplace.forget_snapshot(name)


@pytest.fixture
def marketplace(_marketplace_in_process: Marketplace) -> Marketplace:
    """An emulator in this process, in the state of its fixture files; `marketplace.client()` is a real boto3 client."""
    _as_its_fixtures_say(_marketplace_in_process)
    return _marketplace_in_process


@pytest.fixture
def marketplace_server(_marketplace_on_a_port: Marketplace, monkeypatch: pytest.MonkeyPatch) -> Marketplace:
    """An emulator at `marketplace_server.url`; environment variables direct this test's AWS clients to it."""
    _as_its_fixtures_say(_marketplace_on_a_port)
    for name, value in _marketplace_on_a_port.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # that of an earlier test keeps its credentials
    return _marketplace_on_a_port
