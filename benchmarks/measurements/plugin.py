"""The cost of both pytest plugins together for a project that does not use them, in a run that collects one test."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.cache import Cache
from benchmarks.figure import Bound, Figure

ROUNDS = 15
PLUGINS = ("-p", "marketplace_emulator.pytest_plugin", "-p", "marketplace_contracts.pytest_plugin")
TARGET = Bound("ours", "at most", 20)


def measure(_: Cache) -> list[Figure]:
    """Collect with and without the plugins by turns; the first round fills the caches and does not count."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "test_it.py").write_text("def test_it(): pass\n")
        pairs = [(_computed(folder, *PLUGINS), _computed(folder)) for _ in range(1 + ROUNDS)][1:]
    cost = median(with_them - without for with_them, without in pairs)
    return [Figure(f"pytest plugins that are not used, median of {ROUNDS}", cost * 1000, "ms", target=TARGET)]


def _computed(folder: str, *words: str) -> float:
    """Return the CPU seconds of a run; wall time would include other programs."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", *words],
        cwd=folder,
        env={**environment, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise RuntimeError(f"pytest ended with {run.returncode} instead of collecting a test")
    return used.ru_utime + used.ru_stime
