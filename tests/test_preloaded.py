"""A run of a Python that is preloaded is as one of its own: its words, folder, variables, streams, code and end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.preloaded import Preloaded

SCRIPT = """
import atexit, os, sys, tomllib
atexit.register(print, "the end")
print(sys.argv[1:], os.getcwd(), os.environ.get("KEPT"), os.environ.get("GIVEN"), "httpx" in sys.modules, sep="\\n")
print(repr(sys.stdin.read()), file=sys.stderr)
sys.httpx = os.environ["GIVEN"] = "left behind"
sys.exit(sys.argv[1])
"""


@pytest.fixture
def preloaded() -> Iterator[Preloaded]:
    python = Preloaded(sys.executable, ["httpx"], {"PATH": os.environ["PATH"], "KEPT": "kept"})
    yield python
    python.close()


def test_a_run_is_as_one_of_its_own_and_leaves_nothing_to_the_next(preloaded: Preloaded, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    for words, given in (["a", "é" * 100_000], "1"), (["b"], "2"):
        done = preloaded.run([f"{tmp_path}/script.py", *words], cwd=str(tmp_path), env={"GIVEN": given})
        said = f"{words}\n{tmp_path}\nNone\n{given}\nTrue\nthe end\n"
        assert (done.returncode, done.stdout, done.stderr) == (1, said, f"''\n{words[0]}\n")


def test_a_module_is_run_from_the_folder(preloaded: Preloaded, tmp_path: Path) -> None:
    (tmp_path / "seller.py").write_text("import sys\nprint(__name__, sys.argv[1:])\n")
    done = preloaded.run(["-m", "seller", "x"], cwd=str(tmp_path), env={})
    assert (done.returncode, done.stdout, done.stderr) == (0, "__main__ ['x']\n", "")


def test_a_run_that_lasts_too_long_is_ended_and_the_next_one_is_not(preloaded: Preloaded, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("import sys, time\ntime.sleep(600 if sys.argv[1:] else 0)\n")
    with pytest.raises(subprocess.TimeoutExpired):
        preloaded.run([f"{tmp_path}/script.py", "on"], cwd=str(tmp_path), env={}, timeout=1)
    assert preloaded.run([f"{tmp_path}/script.py"], cwd=str(tmp_path), env={}).returncode == 0
