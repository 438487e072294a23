"""The tiny integration as a server on PORT, with a child process; it dies after DIE_AFTER registrations, if set."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tests.contract_tests_kit.subjects.tiny import Tiny


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each request."""

    daemon_threads = True
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    """A request handler without a log."""

    def log_message(self, *_: object) -> None:
        """Log nothing."""


class Mortal(Tiny):
    """Dies after DIE_AFTER registrations."""

    left = int(os.environ.get("DIE_AFTER", "1000000"))

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        self.left -= 1
        if self.left < 0:
            print("out of memory", flush=True)
            os._exit(9)
        return super().register(form)


def main() -> None:
    """Serve."""
    marker = os.environ.get("MARKER", "none")
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", marker])
    if "IGNORE_TERM" in os.environ:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    make_server("127.0.0.1", int(os.environ["PORT"]), Mortal(), Server, Quiet).serve_forever()


if __name__ == "__main__":
    main()
