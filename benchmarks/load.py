"""Load from wrk: the same request over several connections, or those that a script makes, for a bounded time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cache import tool
from benchmarks.process import Process

FOLDER = Path(__file__).parent
CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Load:
    """The results of one run of wrk, and the server's CPU time during it.

    `errors` counts refused and reset connections, time-outs and every status over 399.
    """

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    errors: int
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return self.requests / self.seconds

    @property
    def cpu_us(self) -> float:
        """Microseconds of CPU time per answer."""
        return self.cpu_seconds / self.requests * 1e6


def load(
    process: Process, *, seconds: int, requests: int = 0, script: str = "load", arguments: Sequence[str] = ()
) -> Load:
    """Put load on a server for some seconds, or until a number of requests is answered; raise Missing without wrk.

    The script is a file in this folder, and may have arguments.
    """
    headers = [part for name, value in process.server.headers.items() for part in ("-H", f"{name}: {value}")]
    command = [
        *(tool("wrk"), "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds}s", "-s", str(FOLDER / f"{script}.lua")),
        *(*headers, f"http://127.0.0.1:{process.port}/", "--", process.server.body, str(requests), *arguments),
    ]
    environment = {**os.environ, "LUA_PATH": f"{FOLDER}/?.lua;;"}
    before = process.cpu_seconds()
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as wrk:
        assert wrk.stdout is not None
        for line in wrk.stdout:
            said.append(line)
            if line == "ENOUGH\n":
                wrk.send_signal(signal.SIGINT)
    found = next(line for line in said if line.startswith("RESULT "))
    return Load(**json.loads(found.removeprefix("RESULT ")), cpu_seconds=process.cpu_seconds() - before)
