"""The server as a process of its own, and the way to it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from marketplace_emulator import Remote, connect


@dataclass
class Served:
    """A server process and the way to it."""

    process: subprocess.Popen[str]
    url: str
    seller: str = ""
    """The example seller's URL, with `--with-example-seller`."""

    @contextmanager
    def connect(self) -> Iterator[Remote]:
        """Steer it; a connection that a test leaves open would fail a later test."""
        with connect(self.url) as remote:
            yield remote


@contextmanager
def serving(*options: str) -> Iterator[Served]:
    """Run `serve` on a free port with these options."""
    process = subprocess.Popen(
        [sys.executable, "-m", "marketplace_emulator", "serve", "--port", "0", "--json", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        said = json.loads(line)
        yield Served(process, said["url"], said.get("example_seller", ""))
    finally:
        process.kill()
        process.communicate(timeout=120)


@contextmanager
def serving_twice(store: Path, *options: str) -> Iterator[tuple[Served, Served]]:
    """Run two processes on one file."""
    with serving("--store", str(store), *options) as one, serving("--store", str(store), *options) as other:
        yield one, other
