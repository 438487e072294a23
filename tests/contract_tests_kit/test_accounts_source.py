"""Where the kit finds the list of stored accounts."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from marketplace_contracts.run import Run

Check = Callable[..., Run]


@pytest.mark.parametrize("subject", ["tiny:app", "handler:asgi"])
def test_an_absolute_address_is_asked_over_http(check: Check, subject: str) -> None:
    """A probe of its own beside a subject in process: the subject has no such page."""
    from tests.contract_tests_kit.subjects import handler, tiny

    source = tiny.app if subject == "tiny:app" else handler.TINY

    class Probe(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = json.dumps(source.accounts).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Probe) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        run = check(subject, "identity-two-buyers", accounts=f"http://127.0.0.1:{server.server_port}/stored")
        server.shutdown()
    assert [(each.verdict, each.reason) for each in run.verdicts] == [("holds", "")]
