"""A Lambda handler, in Python or Node, behind the events of API Gateway or a function URL."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from marketplace_contracts.pauses import Pauses
from marketplace_contracts.settings import Settings
from marketplace_contracts.subjects.group import Group
from marketplace_contracts.subjects.lambda_events import EVENTS, answer, crash, event
from marketplace_contracts.subjects.patient import Patient
from marketplace_contracts.subjects.python import ORIGIN
from marketplace_contracts.subjects.subject import Unreachable
from marketplace_contracts.subjects.words import last_words

HERE = Path(__file__).parent


class Ended(Exception):
    """The instance is no more."""


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
        """Hand it an event, and wait for what it says."""
        try:
            data = json.dumps(message).encode() + b"\n"
            while data:
                data = data[os.write(self._events, data) :]
        except OSError:
            raise Ended from None
        return self.hear(seconds)

    def hear(self, seconds: float | None = None) -> Any:
        """Wait for the next line that it says."""
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
        """Stop it and its children."""
        self._group.end(signal.SIGKILL)
        for each in (self._events, self._answers):
            with contextlib.suppress(OSError):
                os.close(each)


class LambdaSubject:
    """A handler with as many instances as requests come at the same time."""

    concurrent = True
    events: tuple[str, ...] = EVENTS

    def __init__(self, settings: Settings, environment: Mapping[str, str], *, node: bool) -> None:
        self.kind = "lambda"
        self.url = ORIGIN + settings.path
        self._name = settings.subject
        self._event = EVENTS[0]
        self._encoded: bool | None = None
        self._pauses = settings.pauses
        self._command = (
            ["node", str(HERE / "lambda_instance.mjs")] if node else [sys.executable, str(HERE / "lambda_instance.py")]
        )
        self._environment = {
            **os.environ,
            **environment,
            "AWS_LAMBDA_FUNCTION_NAME": "subject",
            "PYTHONUNBUFFERED": "1",
        }
        with tempfile.NamedTemporaryFile(prefix="subject-", suffix=".log", delete=False) as file:
            self._log = Path(file.name)
        self._idle: queue.SimpleQueue[Instance] = queue.SimpleQueue()
        self._all: list[Instance] = []
        self._lock = threading.Lock()
        self._closed = False
        try:
            self._idle.put(self._start())
        except BaseException:
            self.close()
            raise
        self.transport: httpx.BaseTransport = Patient(self._answer)

    def _start(self) -> Instance:
        try:
            instance = Instance(self._command, self._name, self._environment, self._log, self._pauses)
        except OSError as error:
            raise Unreachable(f"cannot start {self._command[0]!r}: {error.strerror}; is it installed?") from None
        with self._lock:
            self._all.append(instance)
        try:
            said = instance.hear(self._pauses.start)
        except Ended:
            said = {"error": self._last_words()}
        if "error" in said:
            raise Unreachable(
                f"the handler {self._name!r} does not load from {os.getcwd()}: {said['error']}; mend that, or run in its folder"
            )
        return instance

    def _last_words(self) -> str:
        return last_words(self._log.read_text("utf-8", "replace")) or f"it said nothing for {self._pauses.start:.0f} s"

    def _answer(self, request: httpx.Request) -> httpx.Response:
        kind = self._event
        # HTTP APIs and function URLs hand a form over in base64; REST APIs only where the type counts as binary.
        encoded = kind != "v1" if self._encoded is None else self._encoded
        made = event(request, kind, encoded=encoded)
        try:
            instance = self._idle.get_nowait()
        except queue.Empty:
            try:
                instance = self._start()
            except Unreachable as error:
                raise httpx.ConnectError(str(error), request=request) from None
        try:
            said = instance.ask(made)
        except Ended:
            self._forget(instance)
            return crash(kind)
        self._idle.put(instance)
        return answer(kind, said["returned"]) if "returned" in said else crash(kind)

    def _forget(self, instance: Instance) -> None:
        with self._lock:
            if instance in self._all:
                self._all.remove(instance)
        if not self._closed:
            instance.end()

    def call_by(self, event: str, *, encoded: bool | None = None) -> str:
        """Call it by events of API Gateway or of a function URL."""
        last, self._event, self._encoded = self._event, event, encoded
        return last

    def output(self) -> str | None:
        """Give what its instances wrote."""
        return self._log.read_text("utf-8", "replace")

    def lost(self) -> str | None:
        """An instance that ends is followed by another."""
        end = time.monotonic() + self._pauses.grace
        while time.monotonic() < end:
            try:
                self._idle.put(self._start())
                return None
            except Unreachable as error:
                reason = str(error)
        return reason

    def restarted(self) -> str | None:
        """Lambda starts instances as they are needed, and nobody notices."""
        return None

    def close(self) -> None:
        """Stop all instances."""
        self._closed = True
        with self._lock:
            instances, self._all = self._all, []
        for each in instances:
            each.end()
        if hasattr(self, "transport"):
            self.transport.close()
        self._log.unlink(missing_ok=True)
