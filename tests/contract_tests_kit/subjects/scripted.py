"""A server that answers from a script, byte for byte, and remembers what it was asked on which connection."""

from __future__ import annotations

import socketserver
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Answer = Callable[[str, dict[str, str], bytes], bytes | None]
"""Takes `GET /path`, the headers and the body; returns the bytes of the answer, or None to close the connection without one."""


def page(body: str = "", status: str = "200 OK", *headers: str) -> bytes:
    """Return an HTML answer that keeps the connection open."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(body.encode())}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class Scripted(socketserver.ThreadingTCPServer):
    """Serves on a free port of 127.0.0.1. `asked` has a connection's number and its request line, for each request.

    With a `drip`, it waits so many seconds after each byte. With the folder of a `certificate`, it speaks TLS.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, answer: Answer, port: int = 0, drip: float = 0.0, certificate: Path | None = None) -> None:
        self.drip = drip
        self.answer = answer
        self.asked: list[tuple[int, str]] = []
        self.headers: list[dict[str, str]] = []
        self.connections = 0
        super().__init__(("127.0.0.1", port), _Conversation)
        if certificate is not None:
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.port: int = self.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> Scripted:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Conversation(socketserver.StreamRequestHandler):
    """One connection; it ends when the script says so, or the client."""

    server: Scripted

    def handle(self) -> None:
        self.server.connections += 1
        number = self.server.connections
        try:
            while (line := self.rfile.readline()).strip():
                self._answer(number, line.decode().rpartition(" ")[0])
        except (ConnectionError, _Ended):
            return

    def _answer(self, number: int, line: str) -> None:
        headers: dict[str, str] = {}
        while header := self.rfile.readline().strip():
            name, _, value = header.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        self.server.asked.append((number, line))
        self.server.headers.append(headers)
        answer: Any = self.server.answer(line, headers, body)
        if answer is None:
            raise _Ended
        if not self.server.drip:
            self.wfile.write(answer)
            return
        for each in answer:
            self.wfile.write(bytes([each]))
            time.sleep(self.server.drip)


class _Ended(Exception):
    """The script ends the connection."""
