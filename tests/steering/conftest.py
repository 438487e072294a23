"""A copy of the package, to which a test adds a file, and Python that runs in it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import marketplace_emulator
from marketplace_emulator.seeding import FIXTURES

PACKAGE = Path(marketplace_emulator.__file__).parent


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package, to which a new file can be added."""
    copy = tmp_path / "marketplace_emulator"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(FIXTURES, copy / "fixtures", dirs_exist_ok=True)
    return copy


def run_in(package: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the copy of the package."""
    environment = {"PYTHONPATH": str(package.parent), "PATH": ""}
    return subprocess.run(
        [sys.executable, *words], cwd=package.parent, env=environment, capture_output=True, text=True, check=False
    )
