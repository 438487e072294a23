"""A connection, whatever its client does: it is answered in order, broken off cleanly, and holds nobody else up."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from botocore.config import Config
from botocore.exceptions import HTTPClientError

from emulator import Marketplace
from emulator.server import url_of
from tests.conftest import AUTHORIZATION, RESOLVE, Wire


@contextmanager
def connected(wire: Wire) -> Iterator[socket.socket]:
    host, port = wire.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        yield connection


def until_closed(connection: socket.socket) -> bytes:
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received


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
        assert open_files() <= before + 2  # a connection may still be on its way out


HEAD = f"X-Amz-Target: {RESOLVE}\r\nContent-Type: application/x-amz-json-1.1\r\nAuthorization: {AUTHORIZATION}\r\n"


def post(token: str, *headers: str, version: str = "1.1") -> bytes:
    body = json.dumps({"RegistrationToken": token})
    lines = "".join(f"{each}\r\n" for each in (*headers, f"Content-Length: {len(body)}"))
    return f"POST / HTTP/{version}\r\nHost: localhost\r\n{HEAD}{lines}\r\n{body}".encode()


def answers(received: bytes) -> list[tuple[int, str | None]]:
    """Read what came as whole answers: the status and the error of each."""
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        status = int(head.split()[1])
        length = int((re.search(rb"(?i)content-length: (\d+)", head) or [b"", b"0"])[1])
        found.append((status, json.loads(rest[:length]).get("__type") if length else None))
        received = rest[length:]
    return found


def test_requests_sent_at_once_are_answered_in_order(wire: Wire) -> None:
    words = ["valid", "expired", "invalid"] * 20
    sent = b"".join(post(word) for word in words[:-1]) + post(words[-1], "Connection: close")
    codes = {"valid": None, "expired": "ExpiredTokenException", "invalid": "InvalidTokenException"}
    assert [code for _, code in answers(wire.raw(sent))] == [codes[word] for word in words]


def test_requests_behind_one_that_waits_are_answered_after_it(served: Marketplace, wire: Wire) -> None:
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


def test_another_protocol_is_not_changed_to(wire: Wire) -> None:
    upgrade = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")
    received = wire.raw(post("valid", *upgrade) + post("expired", "Connection: close"))
    assert answers(received) == [(200, None), (400, "ExpiredTokenException")]


def test_a_client_that_has_said_all_still_gets_its_answer(served: Marketplace, wire: Wire) -> None:
    served.add_fault(latency=0.3, token="valid")
    with connected(wire) as connection:
        connection.sendall(post("valid"))
        connection.shutdown(socket.SHUT_WR)
        assert answers(until_closed(connection)) == [(200, None)]


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"\0" * 100])
def test_what_is_not_http_is_refused(wire: Wire, sent: bytes) -> None:
    assert answers(wire.raw(sent)) == [(400, None)]


def test_a_fault_in_the_second_request_leaves_the_first_its_answer(served: Marketplace, wire: Wire) -> None:
    served.add_fault(latency=0.2, token="valid")
    assert answers(wire.raw(post("valid") + b"nonsense\r\n\r\n"))[0] == (200, None)


@pytest.mark.parametrize("target", ["*", "localhost:80", "/a%20b?c=d"])
@pytest.mark.parametrize("method", ["OPTIONS", "CONNECT", "TRACE"])
def test_a_strange_target_is_answered_as_aws_or_refused(wire: Wire, method: str, target: str) -> None:
    received = wire.raw(f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answers(received)[0] in [(400, "UnknownOperationException"), (400, None)]


@pytest.mark.parametrize("piece", [b"a" * 60_000, b"A: b\r\n" * 10_000])
def test_a_head_without_end_is_refused(wire: Wire, piece: bytes) -> None:
    with connected(wire) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nX: " if piece[0:1] == b"a" else b"POST / HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):  # it may be closed before all is sent
            for _ in range(30):
                connection.sendall(piece)
        with contextlib.suppress(ConnectionResetError):
            assert until_closed(connection).startswith(b"HTTP/1.1 431 ")


def test_a_client_that_does_not_read_holds_up_only_itself(wire: Wire) -> None:
    many = post("valid") * 2000
    with connected(wire) as connection:
        connection.settimeout(0.5)
        with contextlib.suppress(TimeoutError):
            for _ in range(50):
                connection.sendall(many)
        assert wire.send(b'{"RegistrationToken": "valid"}').status_code == 200
        connection.settimeout(5)
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("sent", [b"", b"POST / HT", post("valid")[:-5], post("valid"), post("hang")])
def test_a_server_ends_at_once_whatever_its_clients_do(sent: bytes) -> None:
    marketplace = Marketplace(port=0)
    with connected(Wire(marketplace.url)) as connection:
        connection.sendall(sent)
        time.sleep(0.1)
        started = time.monotonic()
        marketplace.close()
        assert time.monotonic() - started < 3
        until_closed(connection)


def test_what_waits_is_answered_when_the_server_ends() -> None:
    marketplace = Marketplace(port=0)
    marketplace.add_fault(latency=600, token="valid")
    with connected(Wire(marketplace.url)) as connection:
        connection.sendall(post("valid"))
        time.sleep(0.2)
        marketplace.close()
        assert answers(until_closed(connection)) == [(200, None)]


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://127.0.0.1:1"), ("0.0.0.0", "http://127.0.0.1:1"), ("::", "http://[::1]:1")],
)
def test_the_url_is_one_that_can_be_opened(host: str, url: str) -> None:
    assert url_of(host, 1) == url
