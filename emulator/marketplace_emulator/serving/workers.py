"""Several worker processes that serve one socket and, by the file they share, one state."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from marketplace_emulator.serving.server import BACKLOG, Server
from marketplace_emulator.serving.site import Site

KILL_SECONDS = 10
"""How long a worker has to stop before it is killed."""
PAUSE_SECONDS = 0.5
"""The pause before a dead worker is replaced, so that a worker that always dies costs little."""


class _Stop(BaseException):
    """A signal asked the processes to end."""


def serve_by_workers(
    load: Callable[[], Site], bound: socket.socket, workers: int, *, ready: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM with processes that each call `load`; call `ready` when the first one answers."""
    if sys.platform == "win32":
        raise OSError("--workers needs processes that share a socket, which Windows has not; leave it out")
    bound.listen(BACKLOG)
    told, tell = multiprocessing.Pipe(duplex=False)
    processes = [_start(load, bound, tell) for _ in range(workers)]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    announced = False
    try:
        while True:
            ended = {each.sentinel: each for each in processes}
            for each in wait([told, *ended]):
                if each is told:
                    told.recv()
                    if not announced:
                        announced = True
                        ready()
                    continue
                if not announced:
                    raise OSError("a worker ended before it answered; it wrote why above")
                time.sleep(PAUSE_SECONDS)
                processes[processes.index(ended[each])] = _start(load, bound, tell)  # type: ignore[index]
    except _Stop:
        pass
    finally:
        _end(processes)


def _stop(*_: object) -> None:
    raise _Stop


def _start(load: Callable[[], Site], bound: socket.socket, tell: Connection) -> BaseProcess:
    process = multiprocessing.get_context("fork").Process(
        target=_work, args=(load, bound, tell, os.getpid()), daemon=True
    )
    process.start()
    return process


def _work(load: Callable[[], Site], bound: socket.socket, tell: Connection, parent: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    Server(load(), bound).run(lambda: tell.send(None))


def _end_with(parent: int) -> None:
    # A parent that is killed by SIGKILL cannot end its workers, and they would keep the port.
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _end(processes: list[BaseProcess]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    end = time.monotonic() + KILL_SECONDS
    for process in processes:
        process.join(max(0.0, end - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()
