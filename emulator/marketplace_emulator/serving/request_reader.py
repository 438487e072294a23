"""The bytes that come on one connection, read into requests by httptools; what is no HTTP, or too large, is refused."""

from __future__ import annotations

from typing import Protocol

import httptools

from marketplace_emulator.http import BODY_LIMIT, HttpRequest
from marketplace_emulator.serving.head import lower_case, split

HEAD_LIMIT = 65_536
"""The most bytes of a request's line and headers, or of its trailers; a longer head is refused."""


class Answering(Protocol):
    """The side of a connection that answers."""

    def take(self, request: HttpRequest, *, keep: bool) -> None:
        """Answer a request in its turn; the connection may stay open if `keep`."""

    @property
    def is_idle(self) -> bool:
        """Whether no request is under way."""

    def ask_for_body(self) -> None:
        """Ask the client for the body that it holds back."""

    def refuse(self, unread: HttpRequest, status: int) -> None:
        """Refuse what could not be read as a request, and read no more."""


class RequestReader:
    """Reads a connection's requests until the `last`, and gives each to the side that answers."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._parser = httptools.HttpRequestParser(self)
        self._in_head, self._head_bytes, self._piece = True, 0, 0
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self.last = False
        """Whether nothing that comes is read any more."""

    def read(self, data: bytes) -> None:
        """Read what has come."""
        if self.last:
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
        if not waits or self.last or self._parser.should_upgrade() or not self._answering.is_idle:
            return
        if int(self._headers.get("content-length", "0")) > BODY_LIMIT:
            self._take(bytes(BODY_LIMIT + 1), keep=False)  # as much as would be read of it
            self.last = True
        else:
            self._answering.ask_for_body()

    def on_body(self, piece: bytes) -> None:
        """Read a piece of the body; of a body that is too large, read only enough to see that."""
        self._head_bytes = 0
        if len(self._body) <= BODY_LIMIT:
            self._body += piece

    def on_message_complete(self) -> None:
        """Pass the request on, unless an earlier request ends the connection."""
        self._head_bytes = 0
        method = self._parser.get_method().decode("latin-1")
        if self.last or (self._parser.should_upgrade() and method != "CONNECT"):
            return
        keep = self._parser.should_keep_alive() and self._parser.get_http_version() == "1.1" and method != "CONNECT"
        self._take(bytes(self._body[: BODY_LIMIT + 1]), keep=keep)

    def _take(self, body: bytes, *, keep: bool) -> None:
        path, query = split(self._url)
        method = self._parser.get_method().decode("latin-1")
        self._answering.take(HttpRequest(method, path, self._headers, body, query), keep=keep)

    def _refuse(self, status: int) -> None:
        if self.last:
            return
        self.last = True
        method = "" if self._in_head else self._parser.get_method().decode("latin-1")
        path, query = split(self._url)
        self._answering.refuse(HttpRequest(method, path, self._headers, b"", query), status)

    def _parse(self, data: bytes | memoryview) -> None:
        # Java's HttpClient asks for HTTP/2 with its first request, and httptools then takes the body for HTTP/2.
        while data:
            try:
                self._parser.feed_data(data)
                break
            except httptools.HttpParserUpgrade as upgrade:
                data = memoryview(data)[upgrade.args[0] :]
            if self._parser.get_method() == b"CONNECT":
                self.last = True
                break
            self._ask_for_no_upgrade()

    def _ask_for_no_upgrade(self) -> None:
        method, version = self._parser.get_method().decode(), self._parser.get_http_version()
        head = [f"{method} {self._url.decode('latin-1')} HTTP/{version}\r\n"]
        head += [f"{key}: {value}\r\n" for key, value in self._headers.items() if key != "upgrade"]
        self._parser = httptools.HttpRequestParser(self)
        self._parser.feed_data("".join([*head, "\r\n"]).encode("latin-1"))
