"""A process in its own group, which ends with the kit, even if the kit is killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

_GUARDIAN = 'read -r group && { read -r released || kill -s KILL -- "-$group"; }'
"""Reads a pipe to which only the kit writes: if the pipe closes before the group is released, the kit is gone."""


class Group:
    """A process and its children, which have `stop` seconds to end and write to `log`. Raises OSError if the process cannot be started."""

    def __init__(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        stop: float,
        pass_fds: Collection[int] = (),
    ) -> None:
        self._stop = stop
        self._guardian = subprocess.Popen(
            ["sh", "-c", _GUARDIAN],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            with log.open("ab") as file:
                self.process = subprocess.Popen(
                    words,
                    env=dict(environment),
                    pass_fds=pass_fds,
                    stdin=subprocess.DEVNULL,
                    stdout=file,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            self._tell(f"{self.process.pid}\n")
        except BaseException:
            self._release()
            raise

    def end(self, *signals: signal.Signals) -> None:
        """Send these signals to the whole group, one after the other, and wait for the process after each."""
        for number in signals:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self._stop)
        self._tell("released\n")
        self._release()

    def _tell(self, line: str) -> None:
        assert self._guardian.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._guardian.stdin.write(line.encode())

    def _release(self) -> None:
        self._guardian.communicate()
