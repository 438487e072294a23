"""Python loads this module from PYTHONPATH: it writes down and refuses whatever leads away from this machine."""

from __future__ import annotations

import os
import sys
from typing import Any

WRITTEN = os.environ["LED_ELSEWHERE"]
TELL_THE_SYSTEM = ("uname", "lsb_release")
HERE = ("127.0.0.1", "localhost", "::1")


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Allow connections and names of this machine only, and no process, such as a profile's `credential_process`."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0] or "localhost"
    elif event == "subprocess.Popen":
        host = "localhost" if arguments[0] in TELL_THE_SYSTEM else f"the command {arguments[1]}"
    else:
        return
    if host not in HERE:
        with open(WRITTEN, "a") as written:
            written.write(f"{host}\n")
        raise OSError(f"led elsewhere: {host}")


sys.addaudithook(refuse)
