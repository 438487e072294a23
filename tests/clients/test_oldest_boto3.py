"""The oldest boto3 that the package allows: the emulator and its clients answer as with the newest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from botocore.loaders import create_loader

from marketplace_emulator import models
from marketplace_emulator.catalogue import SERVICES
from tests import tiers
from tests.conftest import SELLERS

ROOT = Path(__file__).parents[2]
TRIED = (
    "tests/clients/test_boto3.py",
    "tests/clients/test_boto3_usage.py",
    "tests/python_face/test_environment.py",
    "tests/python_face/test_profiles_copy.py",
)
AT_NIGHT = (
    "tests/faults/test_kinds.py",
    "tests/operations",
    "tests/python_face/test_developers_settings.py",
    "tests/wire/test_signature.py",
)


def test_the_carried_models_are_those_of_the_botocore_that_they_name() -> None:
    if models.VERSION.read_text().strip() != version("botocore"):
        pytest.skip("another botocore is installed; `make models` copies its models")
    loader = create_loader(str(models.CARRIED))
    for service in SERVICES:
        carried, own = (
            loader.load_service_model(service, "service-2"),
            create_loader().load_service_model(service, "service-2"),
        )
        assert carried["metadata"].pop("protocol") == "json"
        own["metadata"].pop("protocol")
        assert carried == own


def test_with_the_oldest_boto3(tmp_path: Path) -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    [oldest] = [found[1] for each in dependencies if (found := re.fullmatch(r"boto3>=([\d.]+)", each))]
    install = (
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--target",
        str(tmp_path),
    )
    done = subprocess.run(
        (*install, f"boto3=={oldest}.0", f"botocore=={oldest}.0"), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    words = (sys.executable, "-m", "pytest", "-q", *SELLERS, *TRIED, *(AT_NIGHT if tiers.is_nightly() else ()))
    tried = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert tried.returncode == 0, tried.stdout[-5000:]
    program = "import botocore; print(botocore.__version__)"
    told = subprocess.run((sys.executable, "-c", program), env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.startswith(f"{oldest}.")
