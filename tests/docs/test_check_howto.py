"""Run the programs and commands of the how-to on checking an integration, and compare their output with the page."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "howto-check-your-integration.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text in BLOCKS:
        if language == "python":
            (tmp_path / text.splitlines()[0].removeprefix("# ")).write_text(text, encoding="utf-8")
    return tmp_path


def _run(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    words = shlex.split(line.removeprefix("$ "))
    assert words[0] == "marketplace-emulator"
    return subprocess.run(
        [sys.executable, "-m", "marketplace_emulator", *words[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _commands() -> list[str]:
    return [text.strip() for language, text in BLOCKS if language == "console"]


def test_the_mistake_is_reported_as_on_the_page(folder: Path) -> None:
    line = next(each for each in _commands() if "no-blame" in each)
    done = _run(folder, line)
    [expected] = [text for language, text in BLOCKS if language == "text"]
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith(expected)
    assert f"repeat    {line.removeprefix('$ ')} --seed 0" in done.stdout


def test_the_driver_is_used(folder: Path) -> None:
    done = _run(folder, next(each for each in _commands() if "--driver" in each))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 hold, 0 broken, 0 not verified" in done.stdout


def test_the_configuration_is_the_whole_command(folder: Path) -> None:
    [toml] = [text for language, text in BLOCKS if language == "toml"]
    (folder / "pyproject.toml").write_text(toml, encoding="utf-8")
    done = _run(folder, "$ marketplace-emulator check --contract buyer-html")
    assert done.returncode == 0, done.stdout + done.stderr
    assert {each.name for each in (folder / "reports").iterdir()} == {"junit.xml", "report.html", "report.json"}


def test_every_option_that_the_page_names_exists(folder: Path) -> None:
    known = _run(folder, "$ marketplace-emulator check --help").stdout
    for option in re.findall(r"--[a-z][a-z-]+", PAGE):
        assert (
            option in known or option in ("--pyargs", "--subject") or option.removeprefix("--marketplace-") in known
        ), option
