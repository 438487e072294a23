"""A connection with any client: it is answered in order, closed cleanly, and does not delay other clients."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import re
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

import pytest
import uvloop
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from marketplace_emulator import Marketplace
from marketplace_emulator.serving.server import PortTaken, bind, url_of
from tests.conftest import AUTHORIZATION, RESOLVE, Wire
from tests.eventually import eventually


@contextmanager
def connected(wire: Wire) -> Iterator[socket.socket]:
    host, port = wire.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 60) as connection:
        yield connection


def until_closed(connection: socket.socket) -> bytes:
    received = bytearray()
    while chunk := connection.recv(65536):
        received += chunk
    return bytes(received)


def open_files() -> int:
    return len(os.listdir("/dev/fd"))


@pytest.mark.parametrize("fault", [{"drop": "before"}, {"drop": "after"}, {"hang": True}])
def test_faults_on_connections_leave_no_file_open(fault: dict[str, object]) -> None:
    with Marketplace(port=0) as marketplace:
        client = marketplace.client(config=Config(retries={"total_max_attempts": 1}, read_timeout=0.3))
        marketplace.add_fault(operation="ResolveCustomer", **fault)
        with pytest.raises(HTTPClientError):
            client.resolve_customer(RegistrationToken="any")
        before = open_files()
        for _ in range(5):
            with pytest.raises(HTTPClientError):
                client.resolve_customer(RegistrationToken="any")
        eventually(lambda: open_files() <= before, "the connections' files are closed")


HEAD = f"X-Amz-Target: {RESOLVE}\r\nContent-Type: application/x-amz-json-1.1\r\nAuthorization: {AUTHORIZATION}\r\n"


def post(token: str, *headers: str, version: str = "1.1") -> bytes:
    body = json.dumps({"RegistrationToken": token})
    lines = "".join(f"{each}\r\n" for each in (*headers, f"Content-Length: {len(body)}"))
    return f"POST / HTTP/{version}\r\nHost: localhost\r\n{HEAD}{lines}\r\n{body}".encode()


def answers(received: bytes) -> list[tuple[int, str | None]]:
    """Parse the received bytes as whole answers; return the status and error of each."""
    found = []
    at = 0
    while at < len(received):
        body = received.index(b"\r\n\r\n", at) + 4
        head = received[at:body]
        length = int((re.search(rb"(?i)content-length: (\d+)", head) or [b"", b"0"])[1])
        at = body + length
        found.append((int(head.split()[1]), error_in(received[body:at])))
    return found


@lru_cache(maxsize=8)
def error_in(body: bytes) -> str | None:
    """Return the error that a JSON body names; a test may get one body hundreds of times."""
    named: str | None = json.loads(body).get("__type") if body else None
    return named


def test_requests_sent_at_once_are_answered_in_order(wire: Wire) -> None:
    words = ["valid", "expired", "invalid"] * 20
    sent = b"".join(post(word) for word in words[:-1]) + post(words[-1], "Connection: close")
    codes = {"valid": None, "expired": "ExpiredTokenException", "invalid": "InvalidTokenException"}
    assert [code for _, code in answers(wire.raw(sent))] == [codes[word] for word in words]


def test_requests_after_a_waiting_one_are_answered_after_it(served: Marketplace, wire: Wire) -> None:
    served.add_fault(latency=0.3, token="expired")
    received = wire.raw(post("expired") + post("valid", "Connection: close"))
    assert answers(received) == [(400, "ExpiredTokenException"), (200, None)]


def test_a_request_in_single_bytes_is_read(wire: Wire) -> None:
    with connected(wire) as connection:
        for byte in post("valid", "Connection: close"):
            connection.sendall(bytes([byte]))
        assert answers(until_closed(connection)) == [(200, None)]


def test_http_1_0_is_answered_and_closed(wire: Wire) -> None:
    received = wire.raw(post("valid", version="1.0"))
    assert answers(received) == [(200, None)]
    assert b"connection: close" in received.lower()


def test_a_chunked_body_may_have_trailers(wire: Wire) -> None:
    body = b'{"RegistrationToken": "valid"}'
    chunks = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\nX-Amz-Target: other\r\n\r\n" % (5, body[:5], len(body) - 5, body[5:])
    head = f"POST / HTTP/1.1\r\nHost: x\r\n{HEAD}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode()
    assert answers(wire.raw(head + chunks)) == [(200, None)]


def test_an_upgrade_to_another_protocol_is_ignored(wire: Wire) -> None:
    upgrade = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")
    received = wire.raw(post("valid", *upgrade) + post("expired", "Connection: close"))
    assert answers(received) == [(200, None), (400, "ExpiredTokenException")]


def test_many_upgrade_requests_are_answered_in_order(wire: Wire) -> None:
    upgrade = b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    assert answers(wire.raw(upgrade * 2000 + post("valid", "Connection: close")))[-1] == (200, None)
    assert wire.send(b'{"RegistrationToken": "valid"}').status_code == 200


@pytest.mark.parametrize(("version", "option"), [("1.0", ""), ("1.1", ", close")])
def test_an_upgrade_request_may_close_the_connection(wire: Wire, version: str, option: str) -> None:
    received = wire.raw(post("valid", f"Connection: Upgrade{option}", "Upgrade: h2c", version=version) + post("valid"))
    assert answers(received) == [(200, None)]
    assert b"\r\nConnection: close\r\n" in received


def test_a_client_of_http_1_0_is_not_asked_to_continue(wire: Wire) -> None:
    received = wire.raw(post("valid", "Expect: 100-continue", version="1.0"))
    assert answers(received) == [(200, None)]


def test_requests_after_a_dropped_one_are_not_processed(served: Marketplace, wire: Wire) -> None:
    assert wire.raw(post("drop") + post("valid") * 3) == b""
    assert [each["outcome"] for each in served.exchanges()] == ["drop"]


def test_a_client_that_has_closed_its_side_still_gets_its_answer(served: Marketplace, wire: Wire) -> None:
    served.add_fault(latency=0.3, token="valid")
    with connected(wire) as connection:
        connection.sendall(post("valid"))
        connection.shutdown(socket.SHUT_WR)
        assert answers(until_closed(connection)) == [(200, None)]


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"\0" * 100])
def test_bytes_that_are_not_http_are_refused(wire: Wire, sent: bytes) -> None:
    assert answers(wire.raw(sent)) == [(400, "MalformedHttpRequestException")]


def test_a_fault_in_the_second_request_does_not_affect_the_first(served: Marketplace, wire: Wire) -> None:
    served.add_fault(latency=0.2, token="valid")
    assert answers(wire.raw(post("valid") + b"nonsense\r\n\r\n"))[0] == (200, None)


@pytest.mark.parametrize("target", ["*", "localhost:80", "/a%20b?c=d"])
@pytest.mark.parametrize("method", ["OPTIONS", "CONNECT", "TRACE"])
def test_a_strange_target_is_answered_as_aws_or_refused(wire: Wire, method: str, target: str) -> None:
    received = wire.raw(f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answers(received)[0] in [
        (400, "UnknownOperationException"),
        (400, "MalformedHttpRequestException"),
    ]


@pytest.mark.parametrize("piece", [b"a" * 60_000, b"A: b\r\n" * 10_000])
def test_an_endless_head_is_refused(wire: Wire, piece: bytes) -> None:
    with connected(wire) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nX: " if piece[0:1] == b"a" else b"POST / HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):  # it may be closed before all is sent
            for _ in range(30):
                connection.sendall(piece)
        with contextlib.suppress(ConnectionResetError):
            assert until_closed(connection).startswith(b"HTTP/1.1 431 ")


CHUNKED = f"POST / HTTP/1.1\r\nHost: x\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode()


@pytest.mark.parametrize("begun", [b"0\r\nX: ", b"1;"], ids=["trailer", "chunk"])
def test_endless_trailers_and_chunks_are_refused(wire: Wire, begun: bytes) -> None:
    with connected(wire) as connection:
        connection.sendall(CHUNKED + begun)
        with contextlib.suppress(ConnectionError):  # it may be closed before all is sent
            for _ in range(20):
                connection.sendall(b"a" * 100_000)
        with contextlib.suppress(ConnectionResetError):
            assert until_closed(connection).startswith(b"HTTP/1.1 431 ")


def test_a_body_in_tiny_chunks_is_read_in_linear_time(wire: Wire) -> None:
    def computing(chunks: int) -> float:
        sent = CHUNKED + b"2\r\n  \r\n" * chunks + b"0\r\n\r\n"
        with connected(wire) as connection:
            connection.settimeout(60)
            started = time.process_time()  # the CPU time of this process, which also runs the server
            connection.sendall(sent)
            assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
            return time.process_time() - started

    few, many = (min(computing(chunks) for _ in range(2)) for chunks in (100_000, 400_000))
    assert many < 8 * few, "four times as many chunks, and what grows with the square takes sixteen times as long"


@pytest.mark.parametrize("loop", [uvloop.new_event_loop, asyncio.new_event_loop])
def test_a_slow_reader_gets_all_answers_in_order(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    monkeypatch.setattr("marketplace_emulator.serving.server.new_event_loop", loop)
    big = b"GET /_emulator/openapi.json HTTP/1.1\r\nHost: localhost\r\n%b\r\n"
    with Marketplace(port=0) as marketplace:
        for last in (b"", big % b"Connection: close\r\n", b"nonsense\r\n\r\n"):
            with socket.socket() as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                host, port = marketplace.url.removeprefix("http://").split(":")
                connection.connect((host, int(port)))
                connection.sendall(big % b"" * 199 + (last or big % b""))
                connection.shutdown(socket.SHUT_WR)
                time.sleep(0.5)
                statuses = [status for status, _ in answers(until_closed(connection))]
            assert statuses[:199] == [200] * 199
            assert statuses[199:] in ([200], [400], []) if last.startswith(b"n") else statuses[199:] == [200]
    assert not caplog.records


def test_a_slow_reader_that_has_closed_its_side_gets_all_answers(served: Marketplace, wire: Wire) -> None:
    wire.raw(post("expired") * 2000 + post("expired", "Connection: close"))
    served.add_fault(latency=0.5, token="valid")
    big = b"GET /_emulator/exchanges?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connected(wire) as connection:
        connection.sendall(post("valid") + big * 9)
        connection.shutdown(socket.SHUT_WR)
        time.sleep(1)
        assert [status for status, _ in answers(until_closed(connection))] == [200] * 10


def test_a_client_that_does_not_read_delays_no_other(wire: Wire) -> None:
    many = post("valid") * 2000
    with connected(wire) as connection:
        connection.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            for _ in range(50):
                connection.sendall(many)
        assert wire.send(b'{"RegistrationToken": "valid"}').status_code == 200
        connection.settimeout(60)
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("sent", [b"", b"POST / HT", post("valid")[:-5], post("valid"), post("hang")])
def test_a_server_stops_at_once_whatever_its_clients_do(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr("marketplace_emulator.serving.server.END_SECONDS", 600)
    marketplace = Marketplace(port=0)
    with connected(Wire(marketplace.url)) as connection:
        connection.sendall(sent)
        time.sleep(0.1)
        started = time.monotonic()
        marketplace.close()
        assert time.monotonic() - started < 60, "it waited for its client"
        until_closed(connection)


@pytest.mark.parametrize("loop", [uvloop.new_event_loop, asyncio.new_event_loop])
def test_a_server_stops_without_a_client_that_never_reads(
    monkeypatch: pytest.MonkeyPatch, loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    monkeypatch.setattr("marketplace_emulator.serving.server.new_event_loop", loop)
    monkeypatch.setattr("marketplace_emulator.serving.server.END_SECONDS", 0.2)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        marketplace = Marketplace(port=0)
        with connected(Wire(marketplace.url)) as connection:
            connection.sendall(b"GET /_emulator/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 500)
            time.sleep(0.5)
            marketplace.close()
        gc.collect()
    assert not warned


def test_a_loop_without_signal_handlers_is_stopped_by_a_signal() -> None:
    program = (
        "import asyncio, os, signal, threading\n"
        "from marketplace_emulator.serving import server, site\n"
        "from marketplace_emulator.seeding import open_world\n"
        "class Loop(asyncio.SelectorEventLoop):\n"
        "    def add_signal_handler(self, *_): raise NotImplementedError  # as on Windows\n"
        "server.new_event_loop = Loop\n"
        "kill = threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGTERM))\n"
        "server.Server(site.Site(open_world('sqlite://')), server.bind('127.0.0.1', 0)).run(kill.start)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_waiting_call_runs_at_once_when_its_client_leaves(served: Marketplace, wire: Wire) -> None:
    served.add_fault(latency=600, token="valid")
    with connected(wire) as connection:
        connection.sendall(post("valid"))
        eventually(lambda: served.faults()[-1]["applied"], "the call waits")
        assert served.exchanges() == []
    eventually(served.exchanges, "the call is done")
    assert [each["outcome"] for each in served.exchanges()] == ["ok"]


def test_waiting_calls_are_answered_when_the_server_stops() -> None:
    marketplace = Marketplace(port=0)
    marketplace.add_fault(latency=600, token="valid")
    with connected(Wire(marketplace.url)) as connection:
        connection.sendall(post("valid"))
        eventually(lambda: marketplace.faults()[-1]["applied"], "the call waits")
        marketplace.close()
        assert answers(until_closed(connection)) == [(200, None)]


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:1"), ("0.0.0.0", "http://127.0.0.1:1"), ("::", "http://[::1]:1")],
)
def test_the_url_can_be_opened(host: str, url: str) -> None:
    assert url_of(host, 1) == url


def test_an_unreadable_request_gets_aws_s_error_and_is_in_the_journal(served: Marketplace) -> None:
    client = served.client(config=Config(retries={"total_max_attempts": 1}))
    client.meta.events.register_last(
        "before-send.*", lambda request, **_: request.headers.update({"Transfer-Encoding": "chunked"}) or None
    )
    with pytest.raises(ClientError, match=r"\(MalformedHttpRequestException\) .* could not be read as HTTP") as failed:
        client.resolve_customer(RegistrationToken="valid")
    [exchange] = served.exchanges()
    assert exchange["outcome"] == "MalformedHttpRequestException"
    assert exchange["request_id"] == failed.value.response["ResponseMetadata"]["RequestId"]


def test_a_head_over_the_limit_is_refused_even_in_one_piece(wire: Wire) -> None:
    head = f"POST / HTTP/1.1\r\nHost: x\r\nX-Long: {'a' * 70_000}\r\nContent-Length: 0\r\n\r\n"
    assert wire.raw(head.encode()).startswith(b"HTTP/1.1 431 ")
    body = b'{"RegistrationToken":"' + b"a" * 70_000 + b'"}'
    assert wire.send(body).json()["__type"] == "InvalidTokenException"


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_an_address_of_another_machine_is_named_in_the_error(host: str) -> None:
    with pytest.raises(PortTaken, match=rf"cannot serve on {host}:0: .*; give an address of this machine as --host"):
        bind(host, 0)


def test_a_body_that_is_too_large_is_refused_before_100_continue(wire: Wire) -> None:
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\n{HEAD}Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n"
    received = wire.raw(head.encode())
    assert answers(received) == [(413, "RequestEntityTooLargeException")]
    assert b"\r\nConnection: close\r\n" in received
