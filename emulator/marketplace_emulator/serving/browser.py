"""Open a page in the browser of the person who started the server."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
"""Without one of these, webbrowser on Linux finds only browsers that take over the terminal, if any."""


def show(url: str) -> None:
    """Open the page, on a thread, because some browsers return when they are closed; say the URL where there is no browser."""
    if sys.platform.startswith("linux") and not any(map(os.environ.get, DISPLAYS)):
        _tell(url)
    else:
        threading.Thread(target=_open, args=(url,), name="browser", daemon=True).start()


def _open(url: str) -> None:
    if not webbrowser.open(url):
        _tell(url)


def _tell(url: str) -> None:
    print(f"no browser is found here; open {url} in one that reaches this machine", file=sys.stderr, flush=True)
