"""Serve a Site by HTTP on uvloop: in this process or on a thread of it."""

from __future__ import annotations

import asyncio
import errno
import gc
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from marketplace_emulator.serving.commit_group import CommitGroup
from marketplace_emulator.serving.connection import Connection
from marketplace_emulator.serving.site import Site

if TYPE_CHECKING:
    from ssl import SSLContext

new_event_loop: Callable[[], asyncio.AbstractEventLoop]
try:
    from uvloop import new_event_loop
except ImportError:  # there is none for Windows and PyPy
    from asyncio import new_event_loop

BACKLOG = 1024
END_SECONDS = 5
"""How long a server that stops waits for its clients to read the last answers."""
TLS_END_SECONDS = 0.2
"""How long a connection of HTTPS waits for its client to agree that it ends; idle clients never do."""


class PortTaken(OSError):
    """The host and port cannot be used; the text says why and what to do."""


def url_of(host: str, port: int, scheme: str = "http") -> str:
    """Return the URL at which this machine reaches a server; a server that listens everywhere is reached by loopback."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def bind(host: str, port: int, option: str = "--port") -> socket.socket:
    """Bind a port, a free one for 0, or raise PortTaken; `option` is the one that the user gave the port with."""
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if sys.platform != "win32":  # where it would let two servers have one port
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise PortTaken(f"cannot serve on {host}:{port}: {error.strerror}; {_next_step(error, option)}") from None
    return bound


def _next_step(error: OSError, option: str) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return "give an address of this machine as --host, such as 127.0.0.1"
    if error.errno == errno.EACCES:
        return f"ports below 1024 need the rights of an administrator; give another {option}, such as 4443"
    return f"stop what runs there, or give another {option} (0 takes a free one)"


class Server:
    """One process's server on a bound socket, and by HTTPS on another one if there is `https`."""

    def __init__(self, site: Site, bound: socket.socket, https: tuple[socket.socket, SSLContext] | None = None) -> None:
        self._site = site
        self._sockets = [(bound, None), *([https] if https is not None else [])]
        host, port = bound.getsockname()[:2]
        self.url = url_of(host, port)
        self._stopping = asyncio.Event()
        self._connections: set[Connection] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until SIGINT or SIGTERM; call `ready` when the first request can come."""
        gc.freeze()  # what the start has made stays, and need not be looked at again
        gc.enable()
        self._run(ready, signals=True)

    def start(self) -> None:
        """Serve on a thread of its own."""
        listening = threading.Event()
        self._thread = threading.Thread(
            target=lambda: self._run(listening.set, signals=False), name="emulator", daemon=True
        )
        self._thread.start()
        if not listening.wait(30):
            raise PortTaken(f"the server on {self.url} did not start within 30 s")

    def stop(self) -> None:
        """Stop the thread and free the port."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(30)
            if self._thread.is_alive():
                raise RuntimeError(
                    f"the server on {self.url} did not end within 30 s; a request to it is still under way"
                )
            self._thread = None

    def _run(self, ready: Callable[[], None], *, signals: bool) -> None:
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            runner.run(self._serve(ready, signals=signals))

    async def _serve(self, ready: Callable[[], None], *, signals: bool) -> None:
        self._loop = loop = asyncio.get_running_loop()
        if signals:
            for number in (signal.SIGINT, signal.SIGTERM):
                try:
                    loop.add_signal_handler(number, self._stopping.set)
                except NotImplementedError:  # on Windows
                    signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._stopping.set))
        connections = self._connections
        group = CommitGroup(self._site) if self._site.shares_commits else None
        listening = [
            await loop.create_server(
                lambda: Connection(self._site, connections, group),
                sock=bound,
                ssl=context,
                ssl_shutdown_timeout=TLS_END_SECONDS if context else None,
                backlog=BACKLOG,
            )
            for bound, context in self._sockets
        ]
        ready()
        await self._stopping.wait()
        for each in listening:
            each.close()
        end = loop.time() + END_SECONDS
        while connections and loop.time() < end:
            for connection in tuple(connections):  # one may have been accepted just now
                connection.end()
            await asyncio.sleep(0.005)
        for connection in tuple(connections):
            connection.abort()
        await asyncio.sleep(0)  # until their files are closed
