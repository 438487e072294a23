"""A process in its own group, which ends with the kit, even if the kit is killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
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
        self._shell = words[0] == "sh"
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
        """Send these signals to the whole group, one after the other, and wait for the process after each.

        A shell ends at once, before its children do, so they are waited for as well.
        """
        for number in signals:
            end = time.monotonic() + self._stop
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self._stop)
            while self._shell and self._left() and time.monotonic() < end:
                time.sleep(0.02)
        self._tell("released\n")
        self._release()

    def _left(self) -> bool:
        """Return whether any process of the group is left."""
        try:
            os.killpg(self.process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def _tell(self, line: str) -> None:
        assert self._guardian.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._guardian.stdin.write(line.encode())

    def _release(self) -> None:
        self._guardian.communicate()
