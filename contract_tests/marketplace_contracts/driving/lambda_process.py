"""The processes in which Lambda handlers run, in Python or Node."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marketplace_contracts.driving.group import Group
from marketplace_contracts.pauses import Pauses

HERE = Path(__file__).parent


def instance_command(*, node: bool) -> list[str]:
    """Return the command of an instance, without the handler's name and the pipes."""
    return ["node", str(HERE / "lambda_instance.mjs")] if node else [sys.executable, str(HERE / "lambda_instance.py")]


class Ended(Exception):
    """The instance has ended."""


class Instance:
    """One process that handles one event at a time, as Lambda's instances do."""

    def __init__(
        self, command: list[str], name: str, environment: Mapping[str, str], log: Path, pauses: Pauses
    ) -> None:
        to_read, self._events = os.pipe()
        self._answers, to_write = os.pipe()
        self._group = Group(
            [*command, name, str(to_read), str(to_write)], environment, log, pauses.stop, (to_read, to_write)
        )
        os.close(to_read)
        os.close(to_write)
        self._rest = b""

    def ask(self, message: object, seconds: float | None = None) -> Any:
        """Send an event, and return the instance's message."""
        try:
            data = json.dumps(message).encode() + b"\n"
            while data:
                data = data[os.write(self._events, data) :]
        except OSError:
            raise Ended from None
        return self.hear(seconds)

    def hear(self, seconds: float | None = None) -> Any:
        """Return the instance's next message; raise Ended if none comes within `seconds`."""
        while b"\n" not in self._rest:
            if seconds is not None and not select.select([self._answers], [], [], seconds)[0]:
                raise Ended
            try:
                piece = os.read(self._answers, 1 << 20)
            except OSError:
                raise Ended from None
            if not piece:
                raise Ended
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return json.loads(line)

    def end(self) -> None:
        self._group.end(signal.SIGKILL)
        for each in (self._events, self._answers):
            with contextlib.suppress(OSError):
                os.close(each)
