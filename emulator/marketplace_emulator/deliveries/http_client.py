"""HTTP to the seller's endpoints: one POST at a time on connections that stay open, without proxies and redirects."""

from __future__ import annotations

import io
import selectors
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from marketplace_emulator.deliveries import targets
from marketplace_emulator.deliveries.outcome import Outcome, of_status
from marketplace_emulator.printable import printable

EXCERPT_BYTES = 1000
"""How much of an answer the log of attempts keeps."""
IDLE = 8
"""How many connections to a server stay open."""
_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)
_Server = tuple[str, str, int, frozenset[str]]


class _Timed(io.RawIOBase):
    """What a socket receives, until a time: each read waits for what is left of it."""

    def __init__(self, connected: socket.socket, end: float) -> None:
        self._socket, self._end = connected, end
        self._file = connected.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return self._file.readinto(buffer) or 0

    def close(self) -> None:
        self._file.close()
        super().close()

    def makefile(self, _: str) -> io.BufferedReader:
        """Return itself as the file that http.client reads an answer from."""
        return io.BufferedReader(self)


class _Connection(HTTPConnection):
    """A connection to an address that was checked; `end` is when the request must be answered, by time.monotonic()."""

    end = 0.0
    allowed: Collection[str] = ()

    def connect(self) -> None:
        problem: OSError = OSError(f"{self.host} has no address")
        for family, address in targets.addresses(self.host, self.port):
            targets.check_address(self.host, address[0], self.allowed)
            connected = socket.socket(family, socket.SOCK_STREAM)
            try:
                connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connected.settimeout(max(0.001, self.end - time.monotonic()))
                connected.connect(address)
            except OSError as error:
                connected.close()
                problem = error
                continue
            self.sock = connected
            return
        raise problem

    def response_class(self, connected: Any, *given: Any, **more: Any) -> HTTPResponse:  # type: ignore[override]
        """Return what reads an answer."""
        return HTTPResponse(_Timed(connected, self.end), *given, **more)  # type: ignore[arg-type]


class _TlsConnection(_Connection):
    default_port = HTTPSConnection.default_port

    def connect(self) -> None:
        super().connect()
        self.sock = _tls().wrap_socket(self.sock, server_hostname=self.host)


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class Connections:
    """Connections that wait for their next request; a request takes one, or opens one."""

    def __init__(self) -> None:
        self._idle: dict[_Server, list[_Connection]] = defaultdict(list)
        self._lock = threading.Lock()

    def take(self, server: _Server) -> tuple[_Connection, bool]:
        """Return a connection to a server, and whether it was used before."""
        with self._lock:
            waiting = self._idle[server]
            while waiting:
                found = waiting.pop()
                if not _has_something_to_read(found.sock):  # otherwise the server has closed it
                    return found, True
                found.close()
        return self.new(server), False

    @staticmethod
    def new(server: _Server) -> _Connection:
        """Return a connection that is not open yet."""
        scheme, host, port, allowed = server
        made = (_TlsConnection if scheme == "https" else _Connection)(host, port)
        made.allowed = allowed
        return made

    def give_back(self, server: _Server, connection: _Connection) -> None:
        """Keep a connection for the next request, unless there are enough."""
        with self._lock:
            if len(self._idle[server]) < IDLE:
                self._idle[server].append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close the connections that wait."""
        with self._lock:
            for each in self._idle.values():
                while each:
                    each.pop().close()


def _has_something_to_read(connected: socket.socket) -> bool:
    with _Selector() as selector:
        selector.register(connected, selectors.EVENT_READ)
        return bool(selector.select(0))


CONNECTIONS = Connections()


def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float, allowed: frozenset[str]) -> Outcome:
    """Post a body to a URL; an answer later than `timeout` seconds, or none, is tried again."""
    parts = urlsplit(url)
    try:
        host = targets.host_of(url)
        server = (parts.scheme, host, parts.port or (443 if parts.scheme == "https" else 80), allowed)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        return _attempt(server, path, body, headers, time.monotonic() + timeout)
    except targets.NotAllowed as refused:
        return Outcome("lost", "not allowed", str(refused))
    except TimeoutError:
        return Outcome("again", f"no answer within {timeout:g} s", timed_out=True)
    except HTTPException as problem:
        return Outcome("again", "no HTTP answer", printable(f"{type(problem).__name__}: {problem}")[:EXCERPT_BYTES])
    except ssl.SSLCertVerificationError as problem:
        advice = "start the emulator with SSL_CERT_FILE, the file of the authority to trust"
        return Outcome("again", "no connection", f"{printable(problem.verify_message)}; {advice}")
    except OSError as problem:
        return Outcome("again", "no connection", printable(str(problem))[:EXCERPT_BYTES])


def _attempt(server: _Server, path: str, body: bytes, headers: Mapping[str, str], end: float) -> Outcome:
    connection, used = CONNECTIONS.take(server)
    try:
        try:
            answer = _send(connection, path, body, headers, end)
        except ConnectionError:
            if not used:
                raise
            connection.close()  # the server has closed it just now
            connection = CONNECTIONS.new(server)
            answer = _send(connection, path, body, headers, end)
        excerpt = answer.read(EXCERPT_BYTES)
        is_read = answer.isclosed() or not answer.read(1)
    except BaseException:
        connection.close()
        raise
    if is_read and not answer.will_close:
        CONNECTIONS.give_back(server, connection)
    else:
        connection.close()
    return of_status(answer.status, str(answer.status), excerpt.decode("utf-8", "replace") or None)


def _send(connection: _Connection, path: str, body: bytes, headers: Mapping[str, str], end: float) -> HTTPResponse:
    connection.end = end
    if connection.sock is not None:
        connection.sock.settimeout(max(0.001, end - time.monotonic()))
    connection.request("POST", path, body, dict(headers))
    return connection.getresponse()
