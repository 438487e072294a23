"""Free ports for servers that are told which port to use."""

from __future__ import annotations

import itertools
import os
import random
import socket

FIRST, EACH = 10_000, 700
"""Below the ports that Linux gives to those who ask for any; each xdist worker has some of its own."""
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 31
_next = itertools.count(random.randrange(EACH))


def free_port() -> int:
    """Find a port on which nobody listens, and which nobody else in this run of the tests is about to use."""
    while True:
        port = FIRST + _worker * EACH + next(_next) % EACH
        with socket.socket() as found:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
