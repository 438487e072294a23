"""On a file, requests that arrive together share one COMMIT; each is answered after it, and none suffers from another."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.operations import HERE
from marketplace_emulator.store import transaction
from tests.conftest import AUTHORIZATION, RESOLVE
from tests.eventually import eventually
from tests.serving import serving

MANY = 20


def message(token: str = "valid", *, close: bool = True) -> bytes:
    body = f'{{"RegistrationToken": "{token}"}}'
    return (
        f"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: {RESOLVE}\r\nContent-Type: application/x-amz-json-1.1\r\n"
        f"Authorization: {AUTHORIZATION}\r\nContent-Length: {len(body)}\r\n"
        f"{'Connection: close' if close else 'X-Kept: yes'}\r\n\r\n{body}"
    ).encode()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Marketplace]:
    """An emulator on a port, whose store is a file."""
    with Marketplace(port=0, store=str(tmp_path / "marketplace.db")) as marketplace:
        yield marketplace


def at_once(marketplace: Marketplace, messages: list[bytes]) -> list[bytes]:
    """Send each on a connection of its own, so that all have arrived when the server's loop looks."""
    host, port = marketplace.url.removeprefix("http://").split(":")
    clients = [socket.create_connection((host, int(port)), 30) for _ in messages]
    server: Any = marketplace._server
    eventually(lambda: len(server._connections) == len(messages), "the connections are accepted")
    let_go = threading.Event()
    server._loop.call_soon_threadsafe(let_go.wait, 30)
    for client, each in zip(clients, messages, strict=True):
        client.sendall(each)  # over loopback it has arrived when this returns
    let_go.set()
    answers = []
    for client in clients:
        with client:
            received = b""
            while piece := client.recv(65536):
                received += piece
            answers.append(received)
    return answers


def commits(marketplace: Marketplace) -> list[str]:
    """List the statements that end a transaction, from now on."""
    ended: list[str] = []
    driver = marketplace.world.store.connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_trace_callback(lambda sql: ended.append(sql) if sql in ("COMMIT", "ROLLBACK") else None)
    return ended


def test_requests_that_arrive_together_share_a_commit(kept: Marketplace) -> None:
    ended = commits(kept)
    answers = at_once(kept, [message()] * MANY)
    assert [each[9:12] for each in answers] == [b"200"] * MANY
    assert 1 <= ended.count("COMMIT") <= MANY // 4
    exchanges = kept.exchanges()
    assert [each["id"] for each in exchanges] == [*range(1, MANY + 1)]
    assert {each["outcome"] for each in exchanges} == {"ok"}


def test_a_token_that_can_be_resolved_once_is_resolved_once(kept: Marketplace) -> None:
    kept.set_readings(second_resolve="expired")
    answers = at_once(kept, [message("valid")] * MANY)
    assert sorted(each[9:12] for each in answers) == [b"200"] + [b"400"] * (MANY - 1)


def test_a_fault_is_applied_as_often_as_it_says(kept: Marketplace) -> None:
    kept.add_fault(error="ThrottlingException", operation="ResolveCustomer", times=3)
    kept.add_fault(latency="0.05s", operation="ResolveCustomer", times=5)
    answers = at_once(kept, [message()] * MANY)
    assert sum(b"ThrottlingException" in each for each in answers) == 3
    assert len(kept.exchanges()) == MANY
    assert [each["applied"] for each in kept.faults() if "times" in each["rule"]][-2:] == [3, 5]


def test_a_bug_fails_its_own_request_and_the_others_are_answered_once(
    kept: Marketplace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    living = HERE["ResolveCustomer"]

    def answer(world: Any, call: Any) -> dict[str, Any]:
        if call.parameters["RegistrationToken"] == "expired":
            raise RuntimeError("planted")
        return living.answer(world, call)

    monkeypatch.setitem(HERE, "ResolveCustomer", type(living)(answer, living.paths))
    answers = at_once(kept, [message("expired" if number == 5 else "valid") for number in range(MANY)])
    assert [each[9:12] for each in answers] == [b"500" if number == 5 else b"200" for number in range(MANY)]
    outcomes = [each["outcome"] for each in kept.exchanges()]
    assert sorted(outcomes) == ["InternalFailure"] + ["ok"] * (MANY - 1)
    assert "planted" in caplog.text


def test_a_refusal_by_the_control_api_undoes_nothing_else(kept: Marketplace) -> None:
    refused = b"GET /_emulator/exchanges/999 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    added = (
        b"POST /_emulator/buyers HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b'Content-Length: 16\r\nConnection: close\r\n\r\n{"name":"added"}'
    )
    answers = at_once(kept, [message(), added, refused, message()])
    assert [each[9:12] for each in answers] == [b"200", b"201", b"404", b"200"]
    assert [each["name"] for each in kept.buyers()].count("added") == 1
    assert len(kept.exchanges()) == 2


def test_a_locked_file_is_told_to_each(kept: Marketplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(tmp_path / "marketplace.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answers = at_once(kept, [message()] * 3)
        other.execute("ROLLBACK")
    assert [each[9:12] for each in answers] == [b"503"] * 3
    assert at_once(kept, [message()])[0][9:12] == b"200"


def test_pipelined_requests_are_answered_in_their_order(kept: Marketplace) -> None:
    one = message("valid", close=False) + message("expired", close=False) + message("valid")
    for answer in at_once(kept, [one] * 3):
        assert [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400", b"200"]


def test_a_client_that_sends_no_more_is_answered(kept: Marketplace) -> None:
    host, port = kept.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 30) as client:
        client.sendall(message(close=False))
        client.shutdown(socket.SHUT_WR)
        received = b""
        while piece := client.recv(65536):
            received += piece
    assert received.startswith(b"HTTP/1.1 200")


def test_a_killed_server_has_lost_no_exchange_that_it_answered(tmp_path: Path) -> None:
    """However many clients were asking when it was killed."""
    store = str(tmp_path / "marketplace.db")
    answered: list[str] = []

    def ask(url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        with suppress(OSError), socket.create_connection((host, int(port)), 30) as client:
            while True:
                client.sendall(message(close=False))
                received = client.recv(65536)
                if not received:
                    return
                answered.append(received.partition(b"RequestId: ")[2][:36].decode())

    with serving("--store", store) as served:
        clients = [threading.Thread(target=ask, args=(served.url,)) for _ in range(8)]
        for client in clients:
            client.start()
        while len(answered) < 300:
            time.sleep(0.01)
        os.kill(served.process.pid, signal.SIGKILL)
        for client in clients:
            client.join(30)
    with Marketplace(store=store) as marketplace:
        items: list[dict[str, Any]] = marketplace.exchanges()
        assert set(answered) <= {each["request_id"] for each in items}
        numbers = [each["id"] for each in items]
        assert numbers == [*range(1, len(numbers) + 1)]
