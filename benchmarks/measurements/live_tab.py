"""What the console costs ResolveCustomer: a page that is open and told of every change, beside a console that nobody opened."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from statistics import median

from benchmarks.cache import Cache, Missing
from benchmarks.figure import Bound, Figure
from benchmarks.load import CONNECTIONS, load
from benchmarks.process import Process, running
from benchmarks.servers import emulator

ROUNDS, SECONDS = 25, 1
TARGET = Bound("ratio", "at most", 1.02)


def measure(_: Cache) -> list[Figure]:
    """Put load on both servers by turns; the first round does not count."""
    name = f"ResolveCustomer with an open page of the console, {CONNECTIONS} connections, CPU"
    with running(emulator.server()) as opened, running(emulator.server()) as never, tab(opened) as told:
        try:
            runs = [(load(opened, seconds=SECONDS), load(never, seconds=SECONDS)) for _ in range(ROUNDS + 1)][1:]
        except Missing as problem:
            return [Figure(name, missing=str(problem))]
    if len(told) < ROUNDS:
        raise RuntimeError(f"the open page was told {len(told)} changes in {ROUNDS} rounds of load")
    ours, theirs = (median(each.cpu_us for each in done) for done in zip(*runs, strict=True))
    return [Figure(name, ours, "µs", "never opened", theirs, TARGET)]


@contextmanager
def tab(process: Process) -> Iterator[list[bytes]]:
    """Open the first page, and let a page be told of changes during the block; yield what it is told."""
    told: list[bytes] = []
    with socket.create_connection(("127.0.0.1", process.port), timeout=10) as page:
        page.sendall(_get(process, "/", "text/html"))
        page.recv(65536)
    with socket.create_connection(("127.0.0.1", process.port)) as stream:
        stream.sendall(_get(process, "/console/live", "text/event-stream"))
        listener = threading.Thread(target=_listen, args=(stream, told))
        listener.start()
        try:
            yield told
        finally:
            stream.shutdown(socket.SHUT_RDWR)
            listener.join()


def _get(process: Process, path: str, accept: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{process.port}\r\nAccept: {accept}\r\n\r\n".encode()


def _listen(stream: socket.socket, told: list[bytes]) -> None:
    with suppress(ConnectionError):
        while piece := stream.recv(65536):
            told += [line for line in piece.splitlines() if line.startswith(b"data:")]
