"""A seller's endpoint that answers every message at once: the upper bound of what a sender can reach."""

from __future__ import annotations

import asyncio
import sys

import httptools

from benchmarks.servers.server import Server
from marketplace_emulator.serving.server import new_event_loop

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Endpoint(asyncio.Protocol):
    """A connection; each complete request is answered."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._parser = httptools.HttpRequestParser(self)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Answer."""
        if self._parser.should_keep_alive():
            self._transport.write(ANSWER)
        else:
            self._transport.write(ANSWER.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            self._transport.close()


def server() -> Server:
    """Return the server; its request is an event."""
    command = (sys.executable, "-m", "benchmarks.servers.endpoint", "{port}")
    return Server("endpoint", command, {"Content-Type": "application/json"}, '{"detail": {}}', b"ok")


async def _serve(port: int) -> None:
    listening = await asyncio.get_running_loop().create_server(Endpoint, "127.0.0.1", port)
    await listening.serve_forever()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_serve(int(sys.argv[1])))
