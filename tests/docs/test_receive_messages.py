"""Run the how-to on receiving messages: its commands print the text below them, and its tests pass."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SELLERS
from tests.docs.test_customers_year import same_each_time, window, write_files
from tests.docs.test_readme import BLOCK, ROOT
from tests.ports import free_port

PAGE = ROOT / "docs/howto-receive-messages.md"
_BETWEEN = "\x1e"
_MILLISECONDS = re.compile(r"\d+ ms  ")
_REQUEST_ID = re.compile(r'"requestId": ".*"')


def _alike(text: str) -> str:
    """Replace what is different in each run."""
    return _REQUEST_ID.sub('"requestId": "…"', _MILLISECONDS.sub("1 ms  ", same_each_time(text)))


def test_the_commands_print_the_text_below_them(tmp_path: Path) -> None:
    emulator, endpoint = free_port(), free_port()
    page = PAGE.read_text(encoding="utf-8").replace("8000", str(endpoint)).replace("4100", str(emulator))
    blocks = BLOCK.findall(page)
    write_files(blocks, tmp_path)
    [start, *commands] = [text for language, text in blocks if language == "sh"]
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": programs, "MARKETPLACE_EMULATOR_URL": f"http://127.0.0.1:{emulator}"}
    first, second = start.splitlines()
    with window(first, tmp_path, environment, emulator), window(second, tmp_path, environment, endpoint):
        done = subprocess.run(
            ["bash", "-uc", "exec 2>&1\n" + f"printf '{_BETWEEN}'\n".join(commands)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    below = [text for language, text in blocks if language == "text"]
    assert [_alike(each) for each in done.stdout.split(_BETWEEN)] == [_alike(each) for each in below]


def test_the_tests_pass(pytester: pytest.Pytester) -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    write_files(blocks, pytester.path)
    source = "\n\n".join(text for language, text in blocks if language == "python" and not text.startswith("# "))
    pytester.makepyfile(source)
    done = pytester.runpytest_subprocess(*SELLERS, "-W", "ignore::DeprecationWarning:moto")
    assert done.parseoutcomes().keys() == {"passed"}
    assert done.parseoutcomes()["passed"] > len(re.findall(r"^def test_", source, re.MULTILINE)) > 5
