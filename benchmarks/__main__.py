"""The benchmarks' command: run the measurements, print a table, and optionally write the results as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks import machine
from benchmarks.cache import Cache
from benchmarks.figure import Figure, table
from benchmarks.measurements import MEASUREMENTS


def main() -> int:
    """Run the measurements; return 1 if a target was missed, else 0."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(MEASUREMENTS), metavar="NAME", help="repeatable")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results to this file")
    parser.add_argument(
        "--cache", type=Path, default=Path(".bench"), metavar="FOLDER", help="the folder into which peers are installed"
    )
    arguments = parser.parse_args()

    cache = Cache(arguments.cache.resolve())
    figures: list[Figure] = []
    for name in arguments.only or MEASUREMENTS:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures += MEASUREMENTS[name](cache)
    print(machine.sentence())
    print(table(figures))
    if arguments.json is not None:
        results = [{**asdict(each), "ratio": each.ratio, "verdict": each.verdict} for each in figures]
        arguments.json.write_text(json.dumps({"machine": machine.facts(), "figures": results}, indent=2) + "\n")
    return 1 if any(each.verdict == "missed" for each in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
