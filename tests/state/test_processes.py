"""The server as a process: answered requests survive kill -9, two processes share one file, and signals end it."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace, Refused, Remote, StoreError, connect, seeding
from marketplace_emulator.serving.serve import Settings, announce, held_by, open_site
from marketplace_emulator.store import Store
from tests.conftest import Wire
from tests.eventually import eventually
from tests.serving import serving, serving_twice


def suppress_all(call: Callable[[bytes], object], body: bytes) -> None:
    """Call the function and ignore every error."""
    with suppress(Exception):
        call(body)


def _states(remote: Remote) -> dict[str, str]:
    return {each["token"]: each["state"] for each in remote.tokens()}


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "marketplace.db"
    Store(str(store)).close()
    Store(str(store)).close()
    with closing(sqlite3.connect(store)) as other:
        other.execute("PRAGMA user_version = 7")
    with pytest.raises(StoreError, match="made by another version"):
        Store(str(store))
    store.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="not a database"):
        Store(str(store))


def test_a_killed_server_loses_no_answered_request(tmp_path: Path) -> None:
    store = str(tmp_path / "marketplace.db")
    with serving("--store", store) as served, served.connect() as remote:
        tokens = [remote.mint_token(expires_in="1h") for _ in range(20)]
        metering = remote.client()
        for token in tokens[:10]:
            metering.resolve_customer(RegistrationToken=token)
        remote.set_readings(second_resolve="expired")
        remote.clock.advance("10m")
        fault = remote.add_fault(operation="ResolveCustomer", error="ThrottlingException", token=tokens[19])["fault_id"]
        states, exchanges = _states(remote), remote.exchanges()
        os.kill(served.process.pid, signal.SIGKILL)
        served.process.wait(30)
    with serving("--store", store) as served, served.connect() as remote:
        assert _states(remote) == states
        assert [each["request_id"] for each in remote.exchanges()] == [each["request_id"] for each in exchanges]
        assert remote.readings()["second_resolve"] == "expired"
        assert (remote.clock.now().timestamp() - time.time()) == pytest.approx(600, abs=30)
        assert fault in [each["fault_id"] for each in remote.faults()]
        metering = remote.client()
        with pytest.raises(metering.exceptions.ExpiredTokenException):
            metering.resolve_customer(RegistrationToken=tokens[0])
        assert metering.resolve_customer(RegistrationToken=tokens[10])


def test_two_processes_on_one_file_serve_one_state(tmp_path: Path) -> None:
    with serving_twice(tmp_path / "marketplace.db") as (one, other), one.connect() as remote:
        remote.set_readings(second_resolve="expired")
        token = remote.mint_token()
        body = json.dumps({"RegistrationToken": token}).encode()
        with ThreadPoolExecutor(8) as clients:
            urls = [one.url, other.url] * 20
            answers = list(clients.map(lambda url: Wire(url).send(body).status_code, urls))
        assert sorted(answers) == [200] + [400] * 39
        assert len(remote.exchanges(token=token)) == 40


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it(number: signal.Signals) -> None:
    with serving() as served:
        served.process.send_signal(number)
        assert served.process.wait(60) in (0, 130)
        host, port = served.url.removeprefix("http://").split(":")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, int(port)), 1).close()


def hangs(emulator: Marketplace | Remote) -> bool:
    """Say whether the word for a hanging answer has been used."""
    return any(fault["applied"] for fault in emulator.faults() if fault["rule"].get("token") == "hang")


def test_a_signal_ends_it_while_a_client_hangs() -> None:
    with serving() as served:
        hanging = threading.Thread(target=lambda: suppress_all(Wire(served.url).send, b'{"RegistrationToken": "hang"}'))
        hanging.start()
        with served.connect() as remote:
            eventually(lambda: hangs(remote), "the client hangs")
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(60) in (0, 130)
        hanging.join(60)
        assert not hanging.is_alive()


def test_a_marketplace_on_a_port_ends_while_a_client_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace_emulator.serving.server.END_SECONDS", 600)
    with Marketplace(port=0) as marketplace:
        wire = Wire(marketplace.url)
        hanging = threading.Thread(target=lambda: suppress_all(wire.send, b'{"RegistrationToken": "hang"}'))
        hanging.start()
        eventually(lambda: hangs(marketplace), "the client hangs")
        start = time.monotonic()
    assert time.monotonic() - start < 60, "it waited for its client"
    hanging.join(60)
    assert not hanging.is_alive()


def test_a_taken_port_is_refused_with_what_to_do() -> None:
    with serving() as served:
        port = served.url.rpartition(":")[2]
        second = subprocess.run(
            [sys.executable, "-m", "marketplace_emulator", "serve", "--port", port],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert second.returncode == 1
        assert f"cannot serve on 127.0.0.1:{port}" in second.stderr
        assert "--port" in second.stderr


def test_nobody_at_the_url_says_how_to_start_one() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Refused, match="marketplace-emulator serve"):  # the port is bound, but nobody listens
            connect(url)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--store", "/nowhere/x.db"], "cannot open the store '/nowhere/x.db'"),
        (["--store", "postgresql://localhost/x"], "sqlite:///FILE"),
        (["--reading", "second_resolv=expired"], "did you mean 'second_resolve"),
        (["--reading", "second_resolve=never"], "same_answer or expired"),
        (["--fixtures", "/nowhere.yaml"], "/nowhere.yaml: cannot be read"),
        (["--host", "203.0.113.1"], "cannot serve on 203.0.113.1"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_failed_start_says_why_on_one_line(options: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "marketplace_emulator", "serve", "--port", "0", *options],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_two_hundred_connections_at_once_are_all_answered() -> None:
    with serving() as served:
        host, port = served.url.removeprefix("http://").split(":")
        request = (
            b"POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSMPMeteringService.ResolveCustomer\r\n"
            b"Content-Type: application/x-amz-json-1.1\r\nConnection: close\r\nContent-Length: 30\r\n"
            b"Authorization: AWS4-HMAC-SHA256 Credential=A/20261123/us-east-1/aws-marketplace/aws4_request, "
            b'SignedHeaders=host, Signature=00\r\n\r\n{"RegistrationToken": "valid"}'
        )
        sockets = []
        for _ in range(200):
            each = socket.socket()
            each.setblocking(False)
            each.connect_ex((host, int(port)))
            sockets.append(each)
        for each in sockets:
            select.select([], [each], [], 30)
            each.settimeout(30)
            each.sendall(request)
        for each in sockets:
            received = b""
            while chunk := each.recv(65536):
                received += chunk
            assert received.startswith(b"HTTP/1.1 200")
            each.close()


def test_another_program_s_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    store = tmp_path / "theirs.db"
    with closing(sqlite3.connect(store)) as other:
        other.execute("CREATE TABLE invoices (number)")
    before = store.read_bytes()
    with pytest.raises(
        StoreError, match="another program's database, which holds invoices; name another file"
    ) as refused:
        Store(str(store))
    assert store.read_bytes() == before
    assert refused.tb is not None, "it holds the store that failed, which has closed its connection all the same"
    if sys.platform == "linux":
        assert str(store) not in [os.path.realpath(each) for each in Path("/proc/self/fd").iterdir()]


def test_a_store_with_another_world_is_announced_with_its_own_tokens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = tmp_path / "world.yaml"
    world.write_text("products: [{name: p}]\nbuyers: [{name: b}]\nagreements: [{name: a, product: p, buyer: b}]\n")
    store = str(tmp_path / "kept.db")
    said = []
    for fixtures in ((str(world),), (str(world),), ()):
        settings = Settings("127.0.0.1", 4100, fixtures, store, {}, False, False)
        app = open_site(settings)
        announce(settings, "http://127.0.0.1:4100", held_by(app.world, settings))
        if not fixtures:
            seeding.reset(app.world)
            assert "alder-analytics (legacy)" in dict(held_by(app.world, settings).tokens)
            assert held_by(app.world, settings).kept is None
        app.world.store.close()
        said.append(capsys.readouterr())
    assert [each.err for each in said[:2]] == ["", ""]
    assert f"already holds the world of {world}; to plant the default fixtures instead" in said[2].err
    assert all("(legacy)" not in each.out and "RegistrationToken='valid'" in each.out for each in said)
    assert all("none yet; `marketplace-emulator token mint` prints one" in each.out for each in said)


@pytest.mark.parametrize(
    ("world", "told"),
    [
        ("tokens: [{token: mine}, {name: old, issued_at: now-2h}]", "  token (concurrent)                mine\n"),
        ("tokens: [{name: birch, token: mine}]", "  birch (concurrent)                mine\n"),
        ('tokens: [{name: "x\\ey", token: "\\e[31mred"}]', r"  x\x1by (concurrent)               \x1b[31mred" + "\n"),
        ("tokens: [{token: it's}]", "RegistrationToken='valid'"),
        (
            "readings: {error_type: namespaced}",
            "this world has no agreement; --fixtures replaces the default",
        ),
    ],
)
def test_tokens_of_any_world_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], world: str, told: str
) -> None:
    file = tmp_path / "world.yaml"
    agreed = "products: [{name: p}]\nbuyers: [{name: b}]\nagreements: [{name: a, product: p, buyer: b}]\n"
    file.write_text(f"{agreed if 'tokens' in world else ''}{world}\n")
    settings = Settings("127.0.0.1", 4100, (str(file),), "sqlite://", {}, False, False)
    app = open_site(settings)
    announce(settings, "http://127.0.0.1:4100", held_by(app.world, settings))
    app.world.store.close()
    said = capsys.readouterr().out
    assert told in said
    assert "old (concurrent)" not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_store_that_is_closed_is_one_file_with_all_of_its_state(tmp_path: Path, number: signal.Signals) -> None:
    store, copy = tmp_path / "marketplace.db", tmp_path / "copy.db"
    with serving("--store", str(store)) as served:
        with served.connect() as remote:
            remote.create_buyer("newcomer")
        served.process.send_signal(number)
        served.process.wait(60)
    assert [each.name for each in tmp_path.iterdir()] == ["marketplace.db"]
    shutil.copy(store, copy)
    with Marketplace(store=str(copy)) as marketplace:
        assert "newcomer" in [each["name"] for each in marketplace.buyers()]
