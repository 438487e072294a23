"""A Lambda handler, in Python or Node, behind API Gateway, a function URL or a load balancer."""

from __future__ import annotations

import contextlib
import os
import queue
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import httpx

from marketplace_contracts.driving.lambda_answers import Unreadable, crash, has_status, read_returned
from marketplace_contracts.driving.lambda_events import EVENTS, FRONTS, event_of, usually_encoded
from marketplace_contracts.driving.lambda_other_fronts import misunderstood
from marketplace_contracts.driving.lambda_process import Ended, Instance, instance_command
from marketplace_contracts.driving.patient import Patient
from marketplace_contracts.last_words import last_words
from marketplace_contracts.log_file import LogFile
from marketplace_contracts.settings import Settings
from marketplace_contracts.story import short
from marketplace_contracts.subject import BEHIND_A_FRONT, NODE_FILE, ORIGIN, Unreachable, at_a_url, names_a_handler


class LambdaSubject:
    """A handler with one instance for each request at the same time."""

    started = True
    concurrent = True
    forwarded: Mapping[str, str] = BEHIND_A_FRONT
    events: tuple[str, ...] = EVENTS
    interleaving = None

    @staticmethod
    def takes(settings: Settings) -> bool:
        """Take what is named like a handler; any name with --interface lambda."""
        if settings.interface != "auto" or at_a_url(settings):
            return settings.interface == "lambda"
        return names_a_handler(settings)

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        self.kind = "lambda"
        self.url = ORIGIN + settings.path
        self._name = settings.subject
        self.events = FRONTS[settings.front] if settings.front else EVENTS
        self._event = self.events[0]
        self._understood = False
        self._failures: dict[str, str] = {}
        self._encoded: bool | None = None
        self._pauses = settings.pauses
        self._command = instance_command(node=bool(NODE_FILE.search(settings.subject)))
        self._environment = {
            **os.environ,
            **environment,
            "AWS_LAMBDA_FUNCTION_NAME": "subject",
            "PYTHONUNBUFFERED": "1",
        }
        with tempfile.NamedTemporaryFile(prefix="subject-", suffix=".log", delete=False) as file:
            self._log = Path(file.name)
        self._out = LogFile(file.name)
        self._idle: queue.SimpleQueue[Instance] = queue.SimpleQueue()
        self._all: list[Instance] = []
        self._lock = threading.Lock()
        self._closed = False
        try:
            self._idle.put(self._start())
        except BaseException:
            self.close()
            raise
        self._transport: httpx.BaseTransport = Patient(self._answer)

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
                f"the handler {self._name!r} does not load from {os.getcwd()}: {said['error']}; fix that, or run in its folder"
            )
        return instance

    def _last_words(self) -> str:
        return last_words(self._out.text()) or f"it wrote nothing for {self._pauses.start:.0f} s"

    def _answer(self, request: httpx.Request) -> httpx.Response:
        kind = self._event
        encoded = usually_encoded(request, kind) if self._encoded is None else self._encoded
        made = event_of(request, kind, encoded=encoded)
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
            return self._failed(kind, "its process ended")
        self._idle.put(instance)
        if "returned" not in said:
            return self._failed(kind, said["error"])
        returned = said["returned"]
        try:
            answer = read_returned(kind, returned)
        except Unreadable as error:
            return self._failed(kind, str(error))
        if has_status(returned):
            self._understood = True
        else:
            self._failures.setdefault(kind, f"it returned {short(repr(returned), 60)}, without a statusCode")
        return answer

    def _failed(self, kind: str, why: str) -> httpx.Response:
        self._failures.setdefault(kind, why)
        return crash(kind)

    def misunderstands(self) -> str:
        if self._understood or set(self._failures) != set(self.events):
            return ""
        return misunderstood(self.events, self._failures[self.events[0]])

    def _forget(self, instance: Instance) -> None:
        with self._lock:
            if instance in self._all:
                self._all.remove(instance)
        if not self._closed:
            instance.end()

    def connections(self) -> AbstractContextManager[httpx.BaseTransport]:
        return contextlib.nullcontext(self._transport)

    def call_by(self, event: str, *, encoded: bool | None = None) -> str:
        """Use this kind of event from now on."""
        last, self._event, self._encoded = self._event, event, encoded
        return last

    def output(self, since: int = 0) -> str | None:
        return self._out.text(since)

    def written(self) -> int:
        return self._out.size

    def lost(self) -> str | None:
        """Start a new instance, as Lambda does after one ends."""
        end = time.monotonic() + self._pauses.grace
        while time.monotonic() < end:
            try:
                self._idle.put(self._start())
                return None
            except Unreachable as error:
                reason = str(error)
        return reason

    def restarted(self) -> str | None:
        """Lambda starts instances as needed, so a restart is not noticed."""
        return None

    def close(self) -> None:
        self._closed = True
        with self._lock:
            instances, self._all = self._all, []
        for each in instances:
            each.end()
        if hasattr(self, "_transport"):
            self._transport.close()
        self._log.unlink(missing_ok=True)
