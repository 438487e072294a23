"""A client that reads slowly, or not at all: it gets its answers in order, and delays no other client."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable

import pytest
import uvloop

from marketplace_emulator import Marketplace
from tests.conftest import Wire
from tests.wire.raw_http import answers, connected, post, until_closed


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
