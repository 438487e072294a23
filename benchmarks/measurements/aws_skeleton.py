"""The time that `aws meteringmarketplace resolve-customer --generate-cli-skeleton` takes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.cache import Cache
from benchmarks.figure import Bound, Figure

LINE = ["meteringmarketplace", "resolve-customer", "--generate-cli-skeleton"]
OURS = [str(Path(sys.executable).parent / "marketplace-emulator"), "aws"]
ROUNDS = 9
TARGET = Bound("ours", "at most", 0.5)
AIM = Bound("ratio", "at most", 1)


def measure(_: Cache) -> list[Figure]:
    """Run each command by turns; the first round, which fills the caches of disk and Python, does not count."""
    name = f"aws --generate-cli-skeleton, median of {ROUNDS}"
    peers = _peers()
    contenders = {"ours": OURS, **peers}
    times: dict[str, list[float]] = {each: [] for each in contenders}
    for _round in range(1 + ROUNDS):
        answers = set()
        for each, command in contenders.items():
            began = time.perf_counter()
            answers.add(subprocess.run([*command, *LINE], capture_output=True, check=True).stdout)
            times[each].append(time.perf_counter() - began)
        if len(answers) > 1:
            raise RuntimeError(f"the same line printed different skeletons: {answers}")
    medians = {each: median(seconds[1:]) for each, seconds in times.items()}
    if not peers:
        return [Figure(name, medians["ours"], "s", "AWS CLI", None, TARGET, AIM, "this machine has no `aws`")]
    return [Figure(name, medians["ours"], "s", peer, medians[peer], TARGET, AIM) for peer in peers]


def _peers() -> dict[str, list[str]]:
    """Return an `aws` of each version, from beside this Python or where Debian and AWS install it."""
    found: dict[str, list[str]] = {}
    for place in (Path(sys.executable).parent, Path("/usr/bin"), Path("/usr/local/bin")):
        if program := shutil.which("aws", path=str(place)):
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
            found.setdefault((said.stdout + said.stderr).split()[0], [program])
    return found
