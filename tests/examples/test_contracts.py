"""Every example keeps every contract; those with Flask and werkzeug in process, in tests/test_kill_matrix.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples.conftest import ROOT, express_app
from tests.ports import free_port
from tests.serving import serving


def checked(folder: Path, database: Path, *words: str) -> str:
    """Run the kit as a user does, in the example's folder."""
    words = (*words, "--accounts", "/accounts", "--env", f"DATABASE={database}", "--examples", "5")
    done = subprocess.run(
        [sys.executable, "-m", "marketplace_emulator", "check", *words, "--fail-on", "should"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def served(folder: Path, database: Path, command: str) -> str:
    """Run the kit on an example that it starts."""
    return checked(folder, database, f"http://127.0.0.1:{free_port()}/", "--command", command)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "accounts.db"


@pytest.mark.nightly  # in process it is tried for each change, and over HTTP the Express example
def test_flask_keeps_every_contract_over_http(database: Path) -> None:
    assert " 0 broken, 0 not verified" in served(ROOT, database, f"{sys.executable} -m examples.flask_app")


@pytest.mark.nightly  # in process it is tried for each change, in tests/test_kill_matrix.py
def test_the_seller_beside_the_emulator_keeps_every_contract(database: Path) -> None:
    with serving("--with-example-seller") as beside:
        said = checked(ROOT, database, beside.seller, "--emulator", beside.url)
    assert " 0 broken, 1 not verified" in said, "its log is the emulator's"


def test_fastapi_keeps_every_contract(database: Path) -> None:
    assert " 0 broken, 0 not verified" in checked(ROOT, database, "examples.fastapi_app.app:app")


def test_express_keeps_every_contract(database: Path) -> None:
    assert " 0 broken, 0 not verified" in served(express_app(), database, "node server.js")


def test_lambda_keeps_every_contract(database: Path) -> None:
    assert " 0 broken, 0 not verified" in checked(ROOT, database, "examples.lambda_python.handler:handler")
