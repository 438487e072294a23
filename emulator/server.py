"""Serve an App by HTTP under Granian: in this process, on a thread of it, or by several workers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server as EmbeddedServer

from emulator import connection
from emulator.app import App
from emulator.http import BODY_LIMIT, HttpAnswer, HttpRequest

new_event_loop: Callable[[], asyncio.AbstractEventLoop]
try:
    from uvloop import new_event_loop
except ImportError:  # there is none for Windows and PyPy
    from asyncio import new_event_loop

HANG_SECONDS = 900
"""The longest that a hanging connection is kept; every AWS client gives up earlier."""

BACKLOG = 1024

TASKS = "/proc/self/task" if os.path.isdir("/proc/self/task") else None
"""Where Linux lists a process's native threads."""
RUNTIME_SECONDS = 0.5


class PortTaken(OSError):
    """Nothing can be served at this host and port; the text says why and what to do."""


class Rsgi:
    """An App behind Granian's RSGI protocol."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._ending = asyncio.Event()

    def end(self) -> None:
        """Let no request wait any longer: a server that ends waits for those under way."""
        self._ending.set()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Answer one request."""
        if scope.proto != "http":
            return
        headers = _headers(scope.headers.items())
        body = await _body(headers, protocol)
        request = HttpRequest(scope.method, scope.path, headers, body, scope.query_string)
        way = self.app.respond(request)
        while True:
            try:
                await self._wait(next(way))
            except StopIteration as end:
                answer: HttpAnswer = end.value
                break
        if answer.connection == "keep":
            protocol.response_bytes(answer.status, list(answer.headers), answer.body)
        else:
            await self._break_off(scope.client, protocol, answer)

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)

    async def _break_off(self, peer: str, protocol: Any, answer: HttpAnswer) -> None:
        if answer.connection == "hang":
            waiting = [asyncio.ensure_future(each) for each in (protocol.client_disconnect(), self._ending.wait())]
            await asyncio.wait(waiting, timeout=HANG_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            for each in waiting:
                each.cancel()
        elif answer.connection == "cut":
            stream = protocol.response_stream(answer.status, list(answer.headers))
            await stream.send_bytes(answer.body)
            await asyncio.sleep(0.05)  # the server writes by itself, a moment later
        connection.end(peer)
        protocol.response_empty(500, [])


def _headers(pairs: list[tuple[str, str]]) -> Mapping[str, str]:
    headers = dict(pairs)
    if len(headers) < len(pairs):
        for name in headers:
            headers[name] = ",".join(value for key, value in pairs if key == name)
    return headers


async def _body(headers: Mapping[str, str], protocol: Any) -> bytes:
    length = headers.get("content-length")
    if length is None and "transfer-encoding" not in headers:
        return b""
    if length is not None and length.isdigit() and int(length) <= BODY_LIMIT:
        whole: bytes = await protocol()
        return whole
    chunks, size = [], 0
    async for chunk in protocol:
        size += len(chunk)
        if size <= BODY_LIMIT + 1:
            chunks.append(chunk)
    return b"".join(chunks) if size <= BODY_LIMIT else b"\0" * (BODY_LIMIT + 1)


def url_of(host: str, port: int) -> str:
    """Write the URL of a server."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def bind_check(host: str, port: int) -> int:
    """Return the port, a free one for 0, or raise PortTaken.

    Granian listens with SO_REUSEPORT, so that a second server on a taken port would get half of the requests.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"cannot serve on {host}:{port}: {error.strerror}; stop what runs there, or give another --port "
                "(0 takes a free one)"
            ) from None
        bound: int = probe.getsockname()[1]
        return bound


class Server:
    """One process's server at `host:port`; port 0 takes a free one."""

    def __init__(self, app: App, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = bind_check(host, port)
        self.url = url_of(host, self.port)
        self._rsgi = Rsgi(app)
        self._granian: EmbeddedServer | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._runtime: set[str] = set()

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM; call `ready` when the first request can come."""
        self._run(ready, signals=True)
        self._wait_for_runtime()

    def start(self) -> None:
        """Serve on a thread."""
        listening = threading.Event()
        self._thread = threading.Thread(
            target=lambda: self._run(listening.set, signals=False), name="emulator", daemon=True
        )
        self._thread.start()
        if not listening.wait(30):
            raise PortTaken(f"the server on {self.url} did not start within 30 s")

    def stop(self) -> None:
        """End the thread and free the port."""
        if self._loop is not None and self._granian is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._end)
            self._thread.join(30)
            if self._thread.is_alive():
                raise RuntimeError(
                    f"the server on {self.url} did not end within 30 s; a request to it is still under way"
                )
            self._thread = None
            self._wait_for_runtime()

    def _end(self) -> None:
        assert self._granian is not None, "it serves"
        self._rsgi.end()
        self._granian.stop()  # type: ignore[no-untyped-call]

    def _wait_for_runtime(self) -> None:
        # Granian's native threads end a moment after its server does, and nothing joins them. One that still asks for
        # the interpreter while Python exits aborts the whole process, so they are waited for.
        end = time.monotonic() + RUNTIME_SECONDS
        while time.monotonic() < end and (TASKS is None or self._runtime & set(os.listdir(TASKS))):
            time.sleep(0.01)

    def _run(self, ready: Callable[[], None], *, signals: bool) -> None:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(self._serve(ready, signals=signals))

    async def _serve(self, ready: Callable[[], None], *, signals: bool) -> None:
        self._loop = asyncio.get_running_loop()
        self._granian = granian(EmbeddedServer, self._rsgi, self.host, self.port)
        if signals:
            for number in (signal.SIGINT, signal.SIGTERM):
                self._loop.add_signal_handler(number, self._end)
        before = set(os.listdir(TASKS)) if TASKS else set()
        serving = asyncio.ensure_future(self._granian.serve())
        await self._listening(serving)
        self._runtime = set(os.listdir(TASKS)) - before if TASKS else set()
        if not serving.done():
            ready()
        await serving

    async def _listening(self, serving: asyncio.Future[None]) -> None:
        while not serving.done():
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(self.host, self.port)
                writer.close()
                return
            await asyncio.sleep(0.005)


def granian(server: type[Any], target: Any, host: str, port: int, **more: Any) -> Any:
    """Make one of Granian's servers with the settings that all of ours share."""
    return server(
        target,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(keep_alive=True, pipeline_flush=True),
        backlog=BACKLOG,
        websockets=False,
        log_enabled=False,
        **more,
    )
