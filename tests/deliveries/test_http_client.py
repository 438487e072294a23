"""What a delivery makes of servers that are slow, gone, rude or not where they were."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.deliveries import http_client
from marketplace_emulator.deliveries.outcome import Outcome
from tests.deliveries.seller import selling
from tests.ports import free_port


def post(url: str, timeout: float = 1.0, allowed: frozenset[str] = frozenset()) -> Outcome:
    return http_client.post(url, b"{}", {"Content-Type": "application/json"}, timeout, allowed)


@contextmanager
def answering(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """Run a server that reads a request and sends these bytes, with a pause after each, and then closes."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                try:
                    got = b""
                    while not got.endswith(b"{}"):
                        got += connection.recv(65536)
                    for each in pieces:
                        connection.sendall(each)
                        time.sleep(pause)
                except OSError:
                    continue

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/events"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


@pytest.mark.parametrize(
    ("pieces", "said", "became"),
    [
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], "204", "delivered"),
        ([b"HTTP/1.0 200 OK\r\n\r\nok"], "200", "delivered"),
        ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"], "200", "delivered"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 100_000], "200", "delivered"),
        ([b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"], "500", "again"),
        ([b"HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n"], "429", "again"),
        ([b"HTTP/1.1 307 There\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"], "307", "lost"),
        ([b"220 mail.example ESMTP\r\n"], "no HTTP answer", "again"),
        ([], "no HTTP answer", "again"),
    ],
)
def test_an_answer_is_judged_by_its_status(pieces: list[bytes], said: str, became: str) -> None:
    with answering(*pieces) as url:
        outcome = post(url)
        assert (outcome.said, outcome.became, outcome.timed_out) == (said, became, False), outcome


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing() -> None:
    with Marketplace(port=0, sns_tls_port=0) as server:
        outcome = post(server.sns()["url"])
    assert (outcome.became, outcome.said) == ("again", "no connection")
    assert "certificate" in str(outcome.answer)
    assert "start the emulator with SSL_CERT_FILE, the file of the authority to trust" in str(outcome.answer)


@pytest.mark.parametrize(
    "pieces", [[b"H", b"T"] * 50, [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", *[b"x"] * 50]]
)
def test_an_answer_that_drips_is_late_as_a_whole(pieces: list[bytes]) -> None:
    with answering(*pieces, pause=0.1) as url:
        started = time.monotonic()
        outcome = post(url, timeout=0.4)
        assert (outcome.said, outcome.became, outcome.timed_out) == ("no answer within 0.4 s", "again", True)
        assert time.monotonic() - started < 1.5


def test_a_server_that_is_gone_is_tried_again() -> None:
    outcome = post(f"http://127.0.0.1:{free_port()}/")
    assert (outcome.became, outcome.said) == ("again", "no connection")
    assert "refused" in str(outcome.answer)
    assert post("http://seller.invalid/").said == "no connection"


def test_a_connection_is_used_again_and_one_that_was_closed_is_not() -> None:
    clients = set()
    with selling() as seller:

        def answer(_: object) -> int | tuple[int, dict[str, str]]:
            return (200, {"connection": "close"}) if len(seller.got) == 3 else 200

        seller.answer = answer
        for _ in range(6):
            assert post(seller.url).said == "200"
            clients.update(id(each) for each in http_client.CONNECTIONS._idle[server_of(seller.url)])
    assert len(seller.got) == 6
    assert len(clients) <= 2


def server_of(url: str) -> tuple[str, str, int, frozenset[str]]:
    return ("http", "127.0.0.1", int(url.rpartition(":")[2]), frozenset())


def test_the_address_that_is_connected_to_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that led to this machine when the subscription was added may lead elsewhere later."""
    elsewhere = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("203.0.113.7", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: elsewhere)
    outcome = post("http://seller.localhost/")
    assert (outcome.became, outcome.said) == ("lost", "not allowed")
    assert "seller.localhost (203.0.113.7)" in str(outcome.answer)
    assert "serve --allow-target seller.localhost" in str(outcome.answer)
