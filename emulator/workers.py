"""Several worker processes that serve one port and, by the file they share, one state."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from granian.server.mp import MPServer

from emulator.server import granian

KILL_SECONDS = 5
"""How long a worker may take to end before it is killed: one that is signalled while it starts never hears it."""


class _Announced(MPServer):
    """Granian's process server, which says when the first worker listens."""

    ready: Callable[[], None]

    def startup(self, *arguments: Any) -> None:
        """Start the workers, and a thread that waits for them; no thread may be there when they are forked."""
        super().startup(*arguments)  # type: ignore[no-untyped-call]
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        while not self.interrupt_signal:
            try:
                socket.create_connection((self.bind_addr, self.bind_port), 1).close()
            except OSError:
                time.sleep(0.01)
            else:
                self.ready()
                return


def serve_by_workers(load: Callable[[], Any], host: str, port: int, workers: int, *, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM by processes that each call `load`; call `ready` when the first one listens."""
    parent = os.getpid()

    def load_in_worker() -> Any:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
        return load()

    server = granian(_Announced, "emulator", host, port, workers=workers, workers_kill_timeout=KILL_SECONDS)
    server.ready = ready
    server.serve(target_loader=load_in_worker, wrap_loader=False)


def _end_with(parent: int) -> None:
    # A parent that is killed by SIGKILL cannot end its workers, and they would keep the port.
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
