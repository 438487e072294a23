"""A transport to an application in this process that may never answer; it waits no longer than the buyer."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

import httpx


class Patient(httpx.BaseTransport):
    """Calls `answer` on another thread, and gives up after the request's timeout."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self._answer = answer
        self._idle: queue.SimpleQueue[_Asker] = queue.SimpleQueue()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request, or raise ReadTimeout."""
        patience = request.extensions.get("timeout", {}).get("read")
        try:
            asker = self._idle.get_nowait()
        except queue.Empty:
            asker = _Asker(self._answer)
        asker.questions.put(request)
        try:
            answer = asker.answers.get(timeout=patience)
        except queue.Empty:
            asker.questions.put(None)  # if it ever returns, it ends
            raise httpx.ReadTimeout("no answer came in time", request=request) from None
        self._idle.put(asker)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def close(self) -> None:
        """End the idle threads."""
        while True:
            try:
                self._idle.get_nowait().questions.put(None)
            except queue.Empty:
                return


class _Asker(threading.Thread):
    """A thread that makes one call at a time; a call that never returns does not keep the process alive."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        super().__init__(daemon=True, name="subject")
        self.questions: queue.SimpleQueue[httpx.Request | None] = queue.SimpleQueue()
        self.answers: queue.SimpleQueue[httpx.Response | BaseException] = queue.SimpleQueue()
        self._answer = answer
        self.start()

    def run(self) -> None:
        while (request := self.questions.get()) is not None:
            try:
                answer = self._answer(request)
                answer.read()
                self.answers.put(answer)
            except BaseException as error:  # also SystemExit: a server survives what its application raises
                self.answers.put(error if isinstance(error, httpx.HTTPError) else httpx.ReadError(repr(error)))
