"""The client's TCP connection, found by its address, for faults that end it without an answer."""

from __future__ import annotations

import contextlib
import os
import socket
import stat


def end(peer: str) -> None:
    """Close the connection with the client at `peer` (`host:port`) at once.

    A server keeps its sockets to itself, and no HTTP answer can say «no answer»: so the socket is looked up among
    this process's open files and shut down. What was written before is delivered.
    """
    host, _, port = peer.rpartition(":")
    wanted = (host.strip("[]"), int(port))
    for name in os.listdir("/dev/fd"):
        with contextlib.suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                continue  # no socket can be made of it, and its duplicate would stay open
            with socket.socket(fileno=os.dup(int(name))) as candidate:
                if candidate.family in (socket.AF_INET, socket.AF_INET6) and candidate.getpeername()[:2] == wanted:
                    candidate.shutdown(socket.SHUT_RDWR)
                    return
