"""The folder that the benchmark installs its peers into; they are no dependencies of the project."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class Missing(Exception):
    """Something that a measurement needs and the machine lacks; the text says what."""


@dataclass(frozen=True, slots=True)
class Cache:
    """Peers are installed below `folder` at their first use, and used from there afterwards."""

    folder: Path

    def installed(self, name: str, *commands: Sequence[str]) -> Path:
        """Give the folder of a peer; run in it the commands that fill it, unless they once succeeded."""
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
    """Find a program, or raise Missing."""
    found = shutil.which(name)
    if found is None:
        raise Missing(f"{name} is not installed")
    return found
