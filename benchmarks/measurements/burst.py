"""Whether 200 connections opened at once are all answered, and requests that are sent in unusual ways."""

from __future__ import annotations

import asyncio
import socket

from benchmarks.cache import Cache, Missing
from benchmarks.figure import Bound, Figure
from benchmarks.process import Process, running
from benchmarks.servers import emulator, moto

CONNECTIONS = 200
SECONDS = 30
ALL = Bound("ours", "at least", CONNECTIONS)
WORKS = Bound("ours", "at least", 1)


def measure(cache: Cache) -> list[Figure]:
    """Open the connections at once, send a request on each, and count the correct answers."""
    with running(emulator.server()) as process:
        answered = asyncio.run(_burst(process))
        kept, chunked, expected = _keep_alive(process), _chunked(process), _expect(process)
    theirs, missing = None, ""
    try:
        with running(moto.server(cache)) as process:
            theirs = asyncio.run(_burst(process))
    except Missing as problem:
        missing = str(problem)
    return [
        Figure(f"burst, answered of {CONNECTIONS} new connections", answered, "", "moto", theirs, ALL, missing=missing),
        Figure("keep-alive: ten requests on one connection", kept, "", target=Bound("ours", "at least", 10)),
        Figure("a chunked body is read", chunked, "", target=WORKS),
        Figure("Expect: 100-continue is told to go on", expected, "", target=WORKS),
    ]


async def _burst(process: Process) -> int:
    async def one() -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", process.port)
            writer.write(process.server.message(process.port, close=True))
            answer = await reader.read()
            writer.close()
        except OSError:
            return False
        return process.server.expects in answer

    async with asyncio.timeout(SECONDS):
        return sum(await asyncio.gather(*(one() for _ in range(CONNECTIONS))))


def _keep_alive(process: Process) -> int:
    message = process.server.message(process.port, close=False)
    with socket.create_connection(("127.0.0.1", process.port), timeout=SECONDS) as connection:
        return sum(_ask(connection, message, process) for _ in range(10))


def _chunked(process: Process) -> int:
    head, _, body = process.server.message(process.port, close=False).partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    pieces = [body[start : start + 50] for start in range(0, len(body), 50)]
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    with socket.create_connection(("127.0.0.1", process.port), timeout=SECONDS) as connection:
        message = b"\r\n".join([*lines, b"Transfer-Encoding: chunked"]) + b"\r\n\r\n" + chunks
        return _ask(connection, message, process)


def _expect(process: Process) -> int:
    head, _, body = process.server.message(process.port, close=False).partition(b"\r\n\r\n")
    with socket.create_connection(("127.0.0.1", process.port), timeout=SECONDS) as connection:
        connection.sendall(head + b"\r\nExpect: 100-continue\r\n\r\n")
        told = connection.recv(65536)
        return int(told.startswith(b"HTTP/1.1 100 ")) and _ask(connection, body, process)


def _ask(connection: socket.socket, message: bytes, process: Process) -> int:
    connection.sendall(message)
    answer = b""
    while process.server.expects not in answer:
        piece = connection.recv(65536)
        if not piece:
            return 0
        answer += piece
        if b"\r\n\r\n" in answer and not answer.startswith(b"HTTP/1.1 200 "):
            return 0
    return 1
