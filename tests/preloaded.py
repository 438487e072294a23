"""A Python that has imported what its runs need, and forks for each: a run takes what it does, not what it imports."""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any


class Preloaded:
    """A Python that waits for runs, and ends with the process that started it."""

    def __init__(self, python: str, modules: Sequence[str], environment: Mapping[str, str]) -> None:
        self._line, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen([python, __file__, *modules], stdin=other, env=dict(environment))
        atexit.register(self.close)

    def run(
        self, words: Sequence[str], *, cwd: str, env: Mapping[str, str], timeout: float | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Do what this Python does with these words: a file or `-m` with a module, and what follows."""
        with tempfile.TemporaryFile("w+") as stdout, tempfile.TemporaryFile("w+") as stderr:
            asked = json.dumps({"words": [*words], "cwd": cwd, "env": {**env}}).encode() + b"\n"
            socket.send_fds(self._line, [asked], [stdout.fileno(), stderr.fileno()])
            pid = self._number()
            self._line.settimeout(timeout)
            try:
                code = self._number()
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                self._line.settimeout(None)
                self._number()
                raise subprocess.TimeoutExpired([*words], timeout or 0) from None
            self._line.settimeout(None)
            stdout.seek(0)
            stderr.seek(0)
            return subprocess.CompletedProcess([*words], code, stdout.read(), stderr.read())

    def _number(self) -> int:
        answer = self._line.recv(4)
        assert answer, f"{self._process.args} has ended"
        return int.from_bytes(answer, "big", signed=True)

    def close(self) -> None:
        """Let it end."""
        self._line.close()
        self._process.wait()


def _wait_for_runs() -> dict[str, Any]:
    """Fork for every run; come back as the process of each, and never in the one that waits."""
    line = socket.socket(fileno=os.dup(0))
    while True:
        asked, streams, _, _ = socket.recv_fds(line, 65536, 2)
        while asked and not asked.endswith(b"\n"):
            asked += line.recv(65536)
        if not asked:
            sys.exit()
        pid = os.fork()
        if not pid:
            line.close()
            for number, stream in enumerate([os.open(os.devnull, os.O_RDONLY), *streams]):
                os.dup2(stream, number)
                os.close(stream)
            run: dict[str, Any] = json.loads(asked)
            return run
        for stream in streams:
            os.close(stream)
        line.send(pid.to_bytes(4, "big", signed=True))
        line.send(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]).to_bytes(4, "big", signed=True))


def _do(before: dict[str, str], words: list[str], cwd: str, env: dict[str, str]) -> None:
    os.chdir(cwd)
    for name in before.keys() - env.keys():
        del os.environ[name]
    os.environ.update(dict(env.items() - before.items()))  # what was imported may have changed the others
    if words[0] == "-m":
        sys.path.insert(0, cwd)
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    else:
        sys.path.insert(0, os.path.dirname(words[0]))
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")


if __name__ == "__main__":
    del sys.path[0]  # this folder, whose names are the tests'
    given = dict(os.environ)
    for module in sys.argv[1:]:
        importlib.import_module(module)
    gc.freeze()
    _do(given, **_wait_for_runs())
