"""An answer whose body goes on: its pieces are sent as they come, no faster than the client reads them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from marketplace_emulator.http import Stream
from marketplace_emulator.serving.pause import Pause
from marketplace_emulator.wait import Wait

log = logging.getLogger("marketplace_emulator")

_AT_ONCE = Wait(0)


class Streaming:
    """Sends a stream, `chunked` or until the connection is closed, and then calls `done`.

    Each piece is asked for in a turn of its own of the event loop, so that a stream without waits delays no other request.
    """

    def __init__(
        self, stream: Stream, transport: asyncio.Transport, *, chunked: bool, done: Callable[[], None]
    ) -> None:
        self._stream, self._transport, self._chunked, self._done = stream, transport, chunked, done
        self._held = False
        self._pause: Pause | None = Pause(_AT_ONCE, self._go_on)

    def hold(self) -> None:
        """Ask for no piece until the client has read what was sent: nothing is kept for it in the meantime."""
        self._held = True

    def go_on(self) -> None:
        """Ask for pieces again."""
        self._held = False
        if self._pause is None:
            self._pause = Pause(_AT_ONCE, self._go_on)

    def end(self) -> None:
        """End the body here: the client left, or the server stops."""
        if self._pause is not None:
            self._pause.cancel()
        self._stream.close()
        if self._chunked and not self._transport.is_closing():
            self._transport.write(b"0\r\n\r\n")
        self._done()

    def _go_on(self) -> None:
        self._pause = None
        if self._held:
            return
        try:
            step = next(self._stream)
        except StopIteration:
            self.end()
            return
        except Exception:
            log.exception("a stream failed; this is a bug in the emulator, please report it")
            self._transport.close()  # without the last chunk, so that the client sees that something is missing
            return
        if isinstance(step, bytes):
            self._send(step)
            step = _AT_ONCE
        self._pause = Pause(step, self._go_on)

    def _send(self, piece: bytes) -> None:
        if not self._chunked:
            self._transport.write(piece)
        elif piece:  # a chunk without bytes would be the last
            self._transport.write(b"%x\r\n%b\r\n" % (len(piece), piece))
