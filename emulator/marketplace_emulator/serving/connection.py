"""One client's HTTP/1.1 connection: it answers requests in their order, and breaks off where a fault says so.

A request that waits for nothing is answered in one piece, as soon as its last byte has come.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple

from marketplace_emulator.http import HttpAnswer, HttpRequest, Stream, Way
from marketplace_emulator.serving.commit_group import CommitGroup, Progress
from marketplace_emulator.serving.head import encode
from marketplace_emulator.serving.pause import Pause
from marketplace_emulator.serving.request_reader import RequestReader
from marketplace_emulator.serving.site import Site
from marketplace_emulator.serving.streaming import Streaming
from marketplace_emulator.wait import Wait

PIPELINED = 16
"""The most requests that wait on a connection before it stops reading."""
HANG = Wait(900)
"""How long a hanging connection stays open; every AWS client gives up earlier."""


class _Due(NamedTuple):
    """A request without an answer yet, and whether its connection stays open afterwards."""

    request: HttpRequest
    keep: bool


class Connection(asyncio.Protocol):
    """A connection, among all `connections` of its server, to a Site; in a `group` it shares COMMITs with others."""

    def __init__(self, site: Site, connections: set[Connection], group: CommitGroup | None) -> None:
        self._site, self._connections, self._group = site, connections, group
        self._loop = asyncio.get_running_loop()
        self._reader = RequestReader(self)
        self._due: deque[_Due] = deque()
        self._current: _Due | None = None
        self._way: Way | None = None
        self._pause: Pause | None = None
        self._streaming: Streaming | None = None
        self._full = self._hurried = False

    # Called by the event loop.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, problem: Exception | None) -> None:
        self._connections.discard(self)
        self._due.clear()
        self._reader.last = True
        self._hurry()

    def eof_received(self) -> bool:
        """Answer the requests that came and close, because nothing shows whether the client still listens."""
        self._reader.last = True
        self._hurry()
        self._answer_next()
        return self._current is None and bool(self._due)

    def data_received(self, data: bytes) -> None:
        self._reader.read(data)

    def pause_writing(self) -> None:
        """Stop answering a client that does not read."""
        self._full = True
        self._transport.pause_reading()
        if self._streaming is not None:
            self._streaming.hold()

    def resume_writing(self) -> None:
        """Answer again soon: asyncio's own transport must not be closed within this call."""
        self._full = False
        self._loop.call_soon(self._answer_next)
        if self._streaming is not None:
            self._streaming.go_on()

    # Called by the reader.

    def take(self, request: HttpRequest, *, keep: bool) -> None:
        self._due.append(_Due(request, keep))
        self._answer_next()

    @property
    def is_idle(self) -> bool:
        return self._current is None

    def ask_for_body(self) -> None:
        self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def refuse(self, unread: HttpRequest, status: int) -> None:
        if self._current is None and not self._due:  # or else those before it are answered, and the connection ends
            self._transport.write(encode(self._site.refuse(unread, status), False, False))
            self._close()

    # The answers.

    def _answer_next(self) -> None:
        while self._due and self._current is None and not self._full:
            self._current = self._due.popleft()
            self._way = self._site.respond(self._current.request)
            if self._group is None or self._hurried:
                self._go_on()
            else:
                self._group.take(self)
        if self._full or len(self._due) >= PIPELINED:
            self._transport.pause_reading()
        elif not self._reader.last:
            self._transport.resume_reading()

    def _go_on(self) -> None:
        step = self.advance()
        assert step is not None, "a request is under way"
        self._take_step(step)

    def advance(self) -> Progress | None:
        """Let the current request take a step; return None if it has taken it already, in a hurry."""
        if self._way is None:
            return None
        try:
            wait = next(self._way)
            while self._hurried:
                wait = self._way.send(True)
        except StopIteration as end:
            self._way = None
            answer: HttpAnswer = end.value
            return answer
        return wait

    def _take_step(self, step: Progress) -> None:
        if isinstance(step, HttpAnswer):
            self._write(step)
        else:
            self._pause = Pause(step, self._waited)

    def settle(self, step: Progress) -> None:
        """Wait, or send the answer and go on to the next request."""
        self._take_step(step)
        self._answer_next()

    def begin_again(self) -> None:
        """Answer the current request from its beginning, alone."""
        if self._current is not None:
            self._way = self._site.respond(self._current.request)
            self._waited()

    def _hurry(self) -> None:
        # A server does the work although its client has left. Done at once it is in the journal when the client looks.
        self._hurried = True
        if self._pause is not None:
            self._pause.cancel()
        if self._way is not None:
            self._go_on()
        if self._streaming is not None:
            self._streaming.end()

    def _waited(self) -> None:
        self._go_on()
        self._answer_next()

    def _write(self, answer: HttpAnswer) -> None:
        current = self._current
        assert current is not None, "a request is answered"
        if answer.connection == "hang" and not self._reader.last:
            self._pause = Pause(HANG, self._close)
            return
        self._current = None
        if self._transport.is_closing():
            return
        keep = current.keep and answer.connection == "keep" and not (self._reader.last and not self._due)
        head_only = current.request.method == "HEAD"
        if answer.connection not in ("drop", "hang"):
            self._transport.write(encode(answer, keep, head_only))
        if answer.stream is not None and not head_only:
            self._current = current
            self._stream(answer.stream, keep)
        elif not keep:
            self._close()

    def _stream(self, stream: Stream, keep: bool) -> None:
        self._streaming = Streaming(stream, self._transport, chunked=keep, done=lambda: self._streamed(keep))
        if self._full:
            self._streaming.hold()
        if self._hurried:
            self._streaming.end()

    def _streamed(self, keep: bool) -> None:
        self._current = self._streaming = None
        if keep and not (self._reader.last and not self._due):
            self._answer_next()
        else:
            self._close()

    def _close(self) -> None:
        self._due.clear()
        self._reader.last = True
        self._transport.close()  # what was written is delivered before

    def end(self) -> None:
        """Close now: answer the requests that wait, and drop those that hang or are incomplete."""
        self._reader.last = True
        self._due.clear()
        self._hurry()
        self._close()

    def abort(self) -> None:
        """Close although the client has not read all answers."""
        self._transport.abort()
