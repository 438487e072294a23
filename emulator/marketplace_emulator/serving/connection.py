"""One client's HTTP/1.1 connection: it reads requests, answers them in order, and breaks off where a fault says so.

httptools parses. What a request waits for is a timer of the event loop; a request that waits for nothing is answered
in one piece, as soon as its last byte has come.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple

import httptools

from marketplace_emulator.http import BODY_LIMIT, HttpAnswer, HttpRequest, Way
from marketplace_emulator.serving.commit_group import CommitGroup, Progress
from marketplace_emulator.serving.head import encode, lower_case, split
from marketplace_emulator.serving.site import Site

HEAD_LIMIT = 65_536
"""The most bytes of a request's line and headers, or of its trailers; a longer head is refused."""
PIPELINED = 16
"""The most requests that wait on a connection before it stops reading."""
HANG_SECONDS = 900
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
        self._parser = httptools.HttpRequestParser(self)
        self._due: deque[_Due] = deque()
        self._current: _Due | None = None
        self._way: Way | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._in_head, self._head_bytes, self._piece = True, 0, 0
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._full = self._last = self._hurried = False

    # Called by the event loop.

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, problem: Exception | None) -> None:
        self._connections.discard(self)
        self._due.clear()
        self._last = True
        self._hurry()

    def eof_received(self) -> bool:
        """Answer the requests that came and close, because nothing shows whether the client still listens."""
        self._last = True
        self._hurry()
        self._answer_next()
        return self._current is None and bool(self._due)

    def data_received(self, data: bytes) -> None:
        if self._last:
            return
        self._piece = len(data)
        self._head_bytes += self._piece
        try:
            self._parse(data)
        except httptools.HttpParserCallbackError:
            raise  # a bug of ours
        except httptools.HttpParserError:
            self._refuse(400)
        else:
            if self._head_bytes > HEAD_LIMIT:
                self._refuse(431)

    def pause_writing(self) -> None:
        """Stop answering a client that does not read."""
        self._full = True
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Answer again soon: asyncio's own transport must not be closed within this call."""
        self._full = False
        self._loop.call_soon(self._answer_next)

    # Called by the parser.

    def on_message_begin(self) -> None:
        self._in_head, self._head_bytes = True, 0
        self._url, self._headers, self._body = b"", {}, bytearray()

    def on_url(self, piece: bytes) -> None:
        self._url += piece

    def on_header(self, name: bytes, value: bytes) -> None:
        """Read a header. Several headers of one name are joined; headers after the body are ignored."""
        if self._in_head:
            key, text = lower_case(name), value.decode("latin-1")
            self._headers[key] = f"{self._headers[key]},{text}" if key in self._headers else text

    def on_headers_complete(self) -> None:
        """Ask for the body if the client waits for `100 Continue`."""
        if self._head_bytes + self._piece > HEAD_LIMIT:  # or less: a body, or another request, may have come with it
            size = len(self._url) + sum(len(key) + len(text) for key, text in self._headers.items())
            if size > HEAD_LIMIT:
                self._refuse(431)
        self._in_head, self._head_bytes = False, 0
        waits = self._headers.get("expect", "").lower() == "100-continue" and self._parser.get_http_version() != "1.0"
        if not waits or self._current or self._last or self._parser.should_upgrade():
            return
        if int(self._headers.get("content-length", "0")) > BODY_LIMIT:
            self._take(bytes(BODY_LIMIT + 1), keep=False)  # as much as would be read of it
            self._last = True
        else:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, piece: bytes) -> None:
        """Read a piece of the body; of a body that is too large, read only enough to see that."""
        self._head_bytes = 0
        if len(self._body) <= BODY_LIMIT:
            self._body += piece

    def on_message_complete(self) -> None:
        """Answer the request in its turn, unless an earlier request ends the connection."""
        self._head_bytes = 0
        method = self._parser.get_method().decode("latin-1")
        if self._last or (self._parser.should_upgrade() and method != "CONNECT"):
            return
        keep = self._parser.should_keep_alive() and self._parser.get_http_version() == "1.1" and method != "CONNECT"
        self._take(bytes(self._body[: BODY_LIMIT + 1]), keep=keep)

    def _take(self, body: bytes, *, keep: bool) -> None:
        path, query = split(self._url)
        method = self._parser.get_method().decode("latin-1")
        self._due.append(_Due(HttpRequest(method, path, self._headers, body, query), keep))
        self._answer_next()

    def _parse(self, data: bytes | memoryview) -> None:
        # Java's HttpClient asks for HTTP/2 with its first request, and httptools then takes the body for HTTP/2.
        while data:
            try:
                self._parser.feed_data(data)
                break
            except httptools.HttpParserUpgrade as upgrade:
                data = memoryview(data)[upgrade.args[0] :]
            if self._parser.get_method() == b"CONNECT":
                self._last = True
                break
            self._ask_for_no_upgrade()

    def _ask_for_no_upgrade(self) -> None:
        method, version = self._parser.get_method().decode(), self._parser.get_http_version()
        head = [f"{method} {self._url.decode('latin-1')} HTTP/{version}\r\n"]
        head += [f"{key}: {value}\r\n" for key, value in self._headers.items() if key != "upgrade"]
        self._parser = httptools.HttpRequestParser(self)
        self._parser.feed_data("".join([*head, "\r\n"]).encode("latin-1"))

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
        elif not self._last:
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
            self._timer = None
            self._write(step)
        else:
            self._timer = timer = self._loop.call_later(step.seconds, self._waited)
            if step.sooner is not None:
                step.sooner.add_done_callback(lambda _: self._loop.call_soon_threadsafe(self._wake, timer))

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
        if self._timer is not None:
            self._timer.cancel()
        if self._way is not None:
            self._go_on()

    def _wake(self, timer: asyncio.TimerHandle) -> None:
        """Go on before the time of this timer, unless the request has gone on already."""
        if timer is self._timer and not timer.cancelled():
            timer.cancel()
            self._waited()

    def _waited(self) -> None:
        self._go_on()
        self._answer_next()

    def _write(self, answer: HttpAnswer) -> None:
        current = self._current
        assert current is not None, "a request is answered"
        if answer.connection == "hang" and not self._last:
            self._timer = self._loop.call_later(HANG_SECONDS, self._close)
            return
        self._current = None
        if self._transport.is_closing():
            return
        keep = current.keep and answer.connection == "keep" and not (self._last and not self._due)
        if answer.connection not in ("drop", "hang"):
            self._transport.write(encode(answer, keep, current.request.method == "HEAD"))
        if not keep:
            self._close()

    def _refuse(self, status: int) -> None:
        if self._last:
            return
        self._last = True
        if self._current is None and not self._due:  # or else those before it are answered, and the connection ends
            method = "" if self._in_head else self._parser.get_method().decode("latin-1")
            path, query = split(self._url)
            answer = self._site.refuse(HttpRequest(method, path, self._headers, b"", query), status)
            self._transport.write(encode(answer, False, False))
            self._close()

    def _close(self) -> None:
        self._due.clear()
        self._last = True
        self._transport.close()  # what was written is delivered before

    def end(self) -> None:
        """Close now: answer the requests that wait, and drop those that hang or are incomplete."""
        self._last = True
        self._due.clear()
        self._hurry()
        self._close()

    def abort(self) -> None:
        """Close although the client has not read all answers."""
        self._transport.abort()
