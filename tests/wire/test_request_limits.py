"""A head, a body or chunks without end are refused early."""

from __future__ import annotations

import contextlib
import time

import pytest

from tests.conftest import Wire
from tests.wire.raw_http import CHUNKED, HEAD, answers, connected, until_closed


@pytest.mark.parametrize("piece", [b"a" * 60_000, b"A: b\r\n" * 10_000])
def test_an_endless_head_is_refused(wire: Wire, piece: bytes) -> None:
    with connected(wire) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nX: " if piece[0:1] == b"a" else b"POST / HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):  # it may be closed before all is sent
            for _ in range(30):
                connection.sendall(piece)
        with contextlib.suppress(ConnectionResetError):
            assert until_closed(connection).startswith(b"HTTP/1.1 431 ")


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


def test_a_head_over_the_limit_is_refused_even_in_one_piece(wire: Wire) -> None:
    head = f"POST / HTTP/1.1\r\nHost: x\r\nX-Long: {'a' * 70_000}\r\nContent-Length: 0\r\n\r\n"
    assert wire.raw(head.encode()).startswith(b"HTTP/1.1 431 ")
    body = b'{"RegistrationToken":"' + b"a" * 70_000 + b'"}'
    assert wire.send(body).json()["__type"] == "InvalidTokenException"


def test_a_body_that_is_too_large_is_refused_before_100_continue(wire: Wire) -> None:
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\n{HEAD}Expect: 100-continue\r\nContent-Length: 2000000\r\n\r\n"
    received = wire.raw(head.encode())
    assert answers(received) == [(413, "RequestEntityTooLargeException")]
    assert b"\r\nConnection: close\r\n" in received
