"""How long `--generate-cli-skeleton` takes from start to end, ours beside the AWS CLIs, in turns in one run."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

LINE = ["meteringmarketplace", "resolve-customer", "--generate-cli-skeleton"]
LIMIT_SECONDS = 0.5
ROUNDS = 15


def commands() -> dict[str, list[str]]:
    """Find ours, and every `aws` beside this Python and where Debian and AWS put it."""
    found = {"marketplace-emulator aws": [str(Path(sys.executable).parent / "marketplace-emulator"), "aws"]}
    for place in (Path(sys.executable).parent, Path("/usr/bin"), Path("/usr/local/bin")):
        if program := shutil.which("aws", path=str(place)):
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
            found.setdefault((said.stdout + said.stderr).split()[0], [program])
    return found


def measure() -> dict[str, list[float]]:
    """Run each once to warm the files' cache, then all in turns, and give the seconds of every run."""
    contenders = commands()
    answers = {
        subprocess.run([*command, *LINE], capture_output=True, check=True).stdout for command in contenders.values()
    }
    assert len(answers) == 1, f"they should print the same, and printed {answers}"
    took: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, command in contenders.items():
            began = time.perf_counter()
            subprocess.run([*command, *LINE], capture_output=True, check=True)
            took[name].append(time.perf_counter() - began)
    return took


def main() -> int:
    """Print the best and the median of each; end with 1 if ours takes longer than it may."""
    took = measure()
    print(f"{' '.join(LINE)}, {ROUNDS} runs in turns\n\n| | best | median |\n|---|--:|--:|")
    for name, seconds in took.items():
        print(f"| {name} | {min(seconds) * 1000:.0f} ms | {statistics.median(seconds) * 1000:.0f} ms |")
    return int(statistics.median(took["marketplace-emulator aws"]) > LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
