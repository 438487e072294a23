"""Make mutants of the Flask example with mutmut, judge each by the contracts, and compare the survivors with docs/mutants.md.

It exits with 1 where a survivor is not accounted for there. `python -m tests.mutants FOLDER` keeps what mutmut wrote.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ACCOUNTED = ROOT / "docs/mutants.md"
WORD = r"[\w\"']"
CONFIGURATION = """
[tool.mutmut]
source_paths = ["examples/flask_app"]
do_not_mutate = ["*__main__.py"]
pytest_add_cli_args_test_selection = ["tests/contracts.py"]
timeout_multiplier = 4.0

[tool.pytest.ini_options]
pythonpath = ["."]
"""


def prepare(folder: Path) -> None:
    """Copy the example into an empty folder, with mutmut's configuration and the one test."""
    shutil.copytree(
        ROOT / "examples/flask_app", folder / "examples/flask_app", ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / "tests").mkdir()
    shutil.copy(Path(__file__).with_name("contracts.py"), folder / "tests")
    (folder / "pyproject.toml").write_text(CONFIGURATION, "utf-8")


def mutmut(folder: Path, *words: str) -> str:
    """Run mutmut in the folder."""
    command = [sys.executable, "-m", "mutmut", *words]
    return subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout


def survivors(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each survivor as docs/mutants.md writes it: the line, and which part changed to what."""
    for line in mutmut(folder, "results").splitlines():
        name, _, status = line.strip().partition(": ")
        if status == "survived":
            yield changed(mutmut(folder, "show", name))


def changed(diff: str) -> tuple[str, str]:
    """Return the line of a diff, and the change of a part of it."""
    lines = [line for line in diff.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))]
    was, now = (" ".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    start = _common(was, now)
    end = _common(was[start:][::-1], now[start:][::-1])
    while start and re.match(WORD, was[start - 1]):
        start -= 1
    while end and re.match(WORD, was[-end]):
        end -= 1
    parts = (text[start : len(text) - end].strip() or "nothing" for text in (was, now))
    return _cell(was), " → ".join(_cell(part) for part in parts)


def _common(one: str, other: str) -> int:
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _cell(text: str) -> str:
    return "`" + text.replace("|", "\\|") + "`"


def accounted() -> set[tuple[str, str]]:
    """Return the survivors that docs/mutants.md explains."""
    rows = [line.strip("| ").split(" | ") for line in ACCOUNTED.read_text("utf-8").splitlines() if line[:3] == "| `"]
    return {(line, change) for line, changes, _ in rows for change in changes.split("<br>")}


def main() -> int:
    """Judge all mutants, and print how many were caught and which were not."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        prepare(folder)
        run = [sys.executable, "-m", "mutmut", "run", "--max-children", str(os.cpu_count() or 1)]
        subprocess.run(run, cwd=folder, check=True)
        statuses = Counter(line.rpartition(": ")[2] for line in mutmut(folder, "results", "--all", "true").splitlines())
        alive = set(survivors(folder))
    print(", ".join(f"{count} {status}" for status, count in statuses.most_common() if status))
    known = accounted()
    for line, change in sorted(alive - known):
        print(f"not in docs/mutants.md: {line}: {change}")
    for line, change in sorted(known - alive):
        print(f"in docs/mutants.md, and caught: {line}: {change}")
    return 1 if alive - known else 0


if __name__ == "__main__":
    sys.exit(main())
