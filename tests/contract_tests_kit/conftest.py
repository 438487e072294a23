"""Fixtures of the kit's tests: the command as a user runs it, and the kit run in process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from marketplace_contracts.contract import contracts
from marketplace_contracts.judge import BUG
from marketplace_contracts.pauses import Pauses
from marketplace_contracts.run import Run
from marketplace_contracts.run import check as run_check
from marketplace_contracts.settings import Settings
from marketplace_emulator import Marketplace
from tests.ports import free_port
from tests.preloaded import Preloaded

ROOT = Path(__file__).parents[2]
SUBJECTS = "tests.contract_tests_kit.subjects"
SHORT = Pauses(second=0.01, latest=0.3)
"""For subjects that store at once, with times more exact than a second."""
Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(autouse=True)
def _subjects_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the processes that a test starts import the subjects."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def forget_integrations() -> None:
    """Let the examples and the broken integrations be loaded anew: each keeps the client that it made when it was loaded."""
    for name in [each for each in sys.modules if each.startswith(("examples.", "tests.broken_integrations."))]:
        del sys.modules[name]


@pytest.fixture(scope="session")
def asked() -> Iterator[Marketplace]:
    """The one emulator that the subjects in this process use, since they are imported once."""
    with Marketplace(port=0) as marketplace:
        yield marketplace


@pytest.fixture
def check(asked: Marketplace, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Return a function that runs the kit in this process on a small subject, named by file and attribute."""
    monkeypatch.chdir(ROOT)

    def run(subject: str = "tiny:app", *contract: str, **settings: Any) -> Run:
        settings = {"accounts": "/accounts", "examples": 5, "patience": 5.0, "pauses": SHORT, **settings}
        tried = run_check(Settings(subject=f"{SUBJECTS}.{subject}", contract=contract, **settings), asked)
        assert [each.reason for each in tried.verdicts if each.reason.startswith(BUG)] == []
        return tried

    return run


@pytest.fixture(scope="session")
def preloaded() -> Iterator[Preloaded]:
    """A Python that has already imported what `check` needs, since the imports take most of the time."""
    modules = [
        "marketplace_emulator.commands.check",
        "marketplace_emulator.marketplace",
        "marketplace_emulator.serving.server",
        "marketplace_contracts.run",
    ]
    modules += {each.function.__module__ for each in contracts().values()}
    python = Preloaded(sys.executable, modules, {**os.environ, "PYTHONPATH": str(ROOT)})
    yield python
    python.close()


@pytest.fixture
def command(preloaded: Preloaded, tmp_path: Path) -> Command:
    """Return a function that runs `marketplace-emulator` in an empty folder, as a seller does."""

    def run(*words: str, timeout: float = 120, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
        return preloaded.run(["-m", "marketplace_emulator", *words], cwd=str(tmp_path), env=env, timeout=timeout)

    return run


@pytest.fixture
def port() -> int:
    return free_port()
