"""An answer whose body goes on: in chunks or until the end, as fast as its client reads, and in nobody's way."""

from __future__ import annotations

import asyncio
import http.client
import re
import resource
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
import uvloop
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.http import HttpAnswer, HttpRequest, Stream, Way
from marketplace_emulator.seeding import open_world
from marketplace_emulator.serving.server import Server, bind
from marketplace_emulator.serving.site import Site
from marketplace_emulator.serving.wsgi import Wsgi
from marketplace_emulator.steering import Refused
from marketplace_emulator.wait import Wait
from tests.conftest import Wire
from tests.eventually import eventually
from tests.wire.raw_http import connected, post, until_closed


class StreamingSite(Site):
    """An emulator with a stream at each path that begins with /stream."""

    def __init__(self, store: str = "sqlite://") -> None:
        super().__init__(open_world(store))
        self.open: set[str] = set()
        self.streams: list[Stream] = []  # so that none ends because nobody has it any more
        self.asked = 0
        self.go_on: Future[None] = Future()

    def respond(self, request: HttpRequest) -> Way:
        if not request.path.startswith("/stream"):
            return super().respond(request)
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> Way:
        if request.path.endswith("/late"):
            yield Wait(600)
        self.streams.append(self._pieces(request.path))
        return HttpAnswer(200, (("Content-Type", "text/plain"),), stream=self.streams[-1])

    def _pieces(self, path: str) -> Stream:
        self.open.add(path)
        try:
            kind = path.split("/")[2]
            if kind == "three":
                for each in (b"one ", b"", b"two ", b"three"):
                    yield Wait(0.01)
                    yield each
            elif kind == "fails":
                yield b"one "
                raise ZeroDivisionError
            elif kind == "waits":
                yield b"one "
                yield Wait(600, self.go_on)
                yield b"two"
            else:
                piece = b"x" * int(kind)
                while True:
                    self.asked += 1
                    yield piece
        finally:
            self.open.discard(path)


@contextmanager
def serving(site: StreamingSite) -> Iterator[Wire]:
    """Serve a site on a free port."""
    server = Server(site, bind("127.0.0.1", 0))
    server.start()
    try:
        yield Wire(server.url)
    finally:
        server.stop()
        site.close()


@pytest.fixture
def site() -> StreamingSite:
    """An emulator in memory that has streams."""
    return StreamingSite()


@pytest.fixture
def served(site: StreamingSite) -> Iterator[Wire]:
    """That emulator on a port."""
    with serving(site) as wire:
        yield wire


def get(path: str, *headers: str, version: str = "1.1", method: str = "GET") -> bytes:
    """Write a request without a body."""
    lines = "".join(f"{each}\r\n" for each in headers)
    return f"{method} {path} HTTP/{version}\r\nHost: localhost\r\n{lines}\r\n".encode()


def client(wire: Wire) -> closing[http.client.HTTPConnection]:
    """Open a client that knows chunks."""
    return closing(http.client.HTTPConnection(wire.url.removeprefix("http://"), timeout=60))


def read_until(connection: socket.socket, end: bytes) -> bytes:
    """Read what comes until it ends so."""
    received = bytearray()
    while not received.endswith(end):
        received += connection.recv(65536) or pytest.fail(f"closed after {bytes(received)!r}")
    return bytes(received)


def test_a_stream_comes_in_chunks_and_its_connection_goes_on(served: Wire) -> None:
    with client(served) as connection:
        for _ in range(2):
            connection.request("GET", "/stream/three")
            answer = connection.getresponse()
            assert (answer.getheader("Transfer-Encoding"), answer.getheader("Content-Length")) == ("chunked", None)
            assert answer.read() == b"one two three"
            assert not answer.will_close


@pytest.mark.parametrize(("version", "header"), [("1.0", "X: y"), ("1.1", "Connection: close")])
def test_where_the_connection_ends_the_stream_is_not_chunked(served: Wire, version: str, header: str) -> None:
    received = served.raw(get("/stream/three", header, version=version))
    assert received.endswith(b"\r\n\r\none two three")
    assert not re.search(rb"(?i)chunked|content-length", received)


def test_a_piece_comes_at_once_and_not_with_the_next(served: Wire, site: StreamingSite) -> None:
    with connected(served) as connection:
        connection.sendall(get("/stream/waits"))
        assert read_until(connection, b"one \r\n").startswith(b"HTTP/1.1 200 OK\r\n")
        site.go_on.set_result(None)
        assert read_until(connection, b"0\r\n\r\n") == b"3\r\ntwo\r\n0\r\n\r\n"


def test_head_has_the_headers_alone_and_nothing_is_started(served: Wire, site: StreamingSite) -> None:
    with client(served) as connection:
        connection.request("HEAD", "/stream/10")
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Transfer-Encoding"), answer.read()) == (200, "chunked", b"")
    assert site.asked == 0
    assert served.raw(get("/stream/10", method="HEAD") + post("valid", "Connection: close")).count(b"HTTP/1.1 200") == 2


def test_what_comes_after_a_stream_waits_for_its_end(served: Wire) -> None:
    received = served.raw(get("/stream/three") + post("expired", "Connection: close"))
    assert re.findall(rb"HTTP/1.1 (\d+)|(three)", received) == [(b"200", b""), (b"", b"three"), (b"400", b"")]


def test_a_stream_that_fails_is_seen_to_be_incomplete(served: Wire, caplog: pytest.LogCaptureFixture) -> None:
    with client(served) as connection:
        connection.request("GET", "/stream/fails")
        with pytest.raises(http.client.IncompleteRead):
            connection.getresponse().read()
    assert "a stream failed" in caplog.text
    caplog.clear()


@pytest.mark.parametrize("kind", ["waits", "10", "100000"])
def test_a_stream_ends_when_its_client_leaves(served: Wire, site: StreamingSite, kind: str) -> None:
    with connected(served) as connection:
        connection.sendall(get(f"/stream/{kind}"))
        eventually(lambda: site.open, "the stream is open")
        time.sleep(0.05)
    eventually(lambda: not site.open, "the stream has ended")
    asked = site.asked
    time.sleep(0.05)
    assert site.asked == asked


def test_a_client_that_closes_its_side_alone_gets_the_end(served: Wire, site: StreamingSite) -> None:
    with connected(served) as connection:
        connection.sendall(get("/stream/waits"))
        read_until(connection, b"one \r\n")
        connection.shutdown(socket.SHUT_WR)
        assert until_closed(connection) == b"0\r\n\r\n"
    assert not site.open


def test_a_client_that_closes_its_side_before_the_answer_is_sent_no_stream(served: Wire) -> None:
    received = served.raw(get("/stream/waits/late") + get("/stream/10/late"), shut=True)
    assert received.count(b"HTTP/1.1 200") == 2
    assert received.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("loop", [uvloop.new_event_loop, asyncio.new_event_loop])
def test_a_client_that_does_not_read_is_sent_no_more_than_fits(
    monkeypatch: pytest.MonkeyPatch, loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    monkeypatch.setattr("marketplace_emulator.serving.server.new_event_loop", loop)
    site = StreamingSite()
    with serving(site) as wire, connected(wire) as connection:
        connection.sendall(get("/stream/65536"))
        asked = -1
        while asked != site.asked:  # until it stands still
            asked = site.asked
            time.sleep(0.2)
        assert asked * 65536 < 32_000_000, "the system's own buffers hold less"
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert wire.send(b'{"RegistrationToken": "valid"}').status_code == 200
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 50_000
        for _ in range(asked + 10):
            connection.recv(65536, socket.MSG_WAITALL)
        eventually(lambda: site.asked > asked, "the stream goes on when its client reads")


def test_an_endless_stream_delays_no_other_request(served: Wire) -> None:
    with connected(served) as connection:
        connection.sendall(get("/stream/1"))
        connection.recv(10)
        started = time.monotonic()
        for _ in range(20):
            assert served.send(b'{"RegistrationToken": "valid"}').status_code == 200
            connection.recv(1_000_000)
        assert time.monotonic() - started < 20, "a turn of the loop a piece"


@pytest.mark.parametrize("kind", ["waits", "10", "100000"])
def test_a_server_that_stops_ends_its_streams_at_once(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("marketplace_emulator.serving.server.END_SECONDS", 0.5)
    site = StreamingSite()
    with serving(site) as wire, connected(wire) as connection, connected(wire) as second:
        connection.sendall(get(f"/stream/{kind}"))
        second.sendall(get(f"/stream/{kind}/twice") * 3)
        eventually(lambda: len(site.open) == 2, "both are open")
        started = time.monotonic()
    assert time.monotonic() - started < 20
    assert not site.open


def test_streams_leave_shared_commits_alone(tmp_path: Path) -> None:
    site = StreamingSite(str(tmp_path / "world.db"))
    with serving(site) as wire, connected(wire) as stream, connected(wire) as connection:
        stream.sendall(get("/stream/1"))
        stream.recv(10)
        for _ in range(5):
            stream.recv(1_000_000)
            connection.sendall(post("valid") * 3 + get("/stream/three") + post("expired"))
            received = b""
            while received.count(b"HTTP/1.1") < 5 or not received.endswith(b"}"):
                received += connection.recv(65536)
                stream.setblocking(False)
                with suppress(BlockingIOError):
                    stream.recv(1_000_000)
                stream.setblocking(True)
            assert [int(each) for each in re.findall(rb"HTTP/1.1 (\d+)", received)] == [200, 200, 200, 200, 400]


def test_a_wsgi_server_iterates_over_a_stream_and_closes_it(site: StreamingSite) -> None:
    wsgi = Client(Wsgi(site))
    assert wsgi.get("/stream/three").data == b"one two three"
    answer = wsgi.get("/stream/10", buffered=False)
    pieces = answer.iter_encoded()
    assert next(iter(pieces)) == b"x" * 10
    assert site.open
    answer.close()
    assert not site.open
    assert wsgi.head("/stream/10").data == b""
    assert not site.open
    site.close()


def test_a_call_in_process_is_told_why_it_gets_no_stream(site: StreamingSite) -> None:
    with Marketplace() as marketplace:
        marketplace.site.close()
        marketplace.site = site
        with pytest.raises(Refused, match=r"goes on until its client leaves.*port=0"):
            marketplace.respond(HttpRequest("GET", "/stream/10", {}))
    assert not site.open
