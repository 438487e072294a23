"""A seller's endpoint: an HTTP server on a thread that keeps what it gets, and answers as a test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Got:
    """A request that the endpoint got."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        """The message."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def event_id(self) -> str:
        """The id of an event of EventBridge."""
        return str(self.event["id"])


@dataclass
class Seller:
    """The endpoint. `answer` returns the status of a request, or a status with headers; it may take its time."""

    url: str = ""
    answer: Callable[[Got], int | tuple[int, dict[str, str]]] = lambda _: 200
    got: list[Got] = field(default_factory=list)

    def types(self) -> list[str]:
        """Return the types of the messages in the order in which they came."""
        return [each.event.get("detail-type") or each.event["action"] for each in self.got]


@contextmanager
def selling(answer: Callable[[Got], int | tuple[int, dict[str, str]]] = lambda _: 200) -> Iterator[Seller]:
    """Run an endpoint."""
    seller = Seller(answer=answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the sender was killed
                self.close_connection = True
                return
            got = Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            seller.got.append(got)
            said = seller.answer(got)
            status, headers = said if isinstance(said, tuple) else (said, {})
            self.send_response(status)
            for name, value in {"content-length": "2", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 128

        def handle_error(self, *_: object) -> None:
            """Say nothing of clients that have left."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    seller.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield seller
    finally:
        server.shutdown()
        server.server_close()
