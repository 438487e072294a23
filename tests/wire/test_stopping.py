"""A server that stops, and a client that leaves: nobody is waited for."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
import warnings
from collections.abc import Callable

import pytest
import uvloop

from marketplace_emulator import Marketplace
from tests.conftest import Wire
from tests.eventually import eventually
from tests.wire.raw_http import answers, connected, post, until_closed


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


def test_waiting_calls_are_answered_when_the_server_stops() -> None:
    marketplace = Marketplace(port=0)
    marketplace.add_fault(latency=600, token="valid")
    with connected(Wire(marketplace.url)) as connection:
        connection.sendall(post("valid"))
        eventually(lambda: marketplace.faults()[-1]["applied"], "the call waits")
        marketplace.close()
        assert answers(until_closed(connection)) == [(200, None)]


def test_a_waiting_call_runs_at_once_when_its_client_leaves(served: Marketplace, wire: Wire) -> None:
    served.add_fault(latency=600, token="valid")
    with connected(wire) as connection:
        connection.sendall(post("valid"))
        eventually(lambda: served.faults()[-1]["applied"], "the call waits")
        assert served.exchanges() == []
    eventually(served.exchanges, "the call is done")
    assert [each["outcome"] for each in served.exchanges()] == ["ok"]
