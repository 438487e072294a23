"""The folder into which the benchmarks install their peers, which are not dependencies of the project."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class Missing(Exception):
    """The machine lacks something that a measurement needs; the text says what."""


@dataclass(frozen=True, slots=True)
class Cache:
    """Installs each peer below `folder` when it is first used."""

    folder: Path

    def installed(self, name: str, *commands: Sequence[str]) -> Path:
        """Return the folder of a peer; run the commands that fill it, unless they have succeeded before."""
        place = self.folder / name
        done = place / "installed"
        if done.exists():
            return place
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for command in commands:
            program = str(place / command[0]) if "/" in command[0] else tool(command[0])
            ended = subprocess.run([program, *command[1:]], cwd=place, capture_output=True, text=True)
            if ended.returncode:
                last = (ended.stderr.strip() or ended.stdout.strip() or "no output").splitlines()[-1]
                raise Missing(f"`{' '.join(command)}` failed: {last}")
        done.touch()
        return place


def tool(name: str) -> str:
    """Return the path of a program, or raise Missing."""
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed")
    return found
