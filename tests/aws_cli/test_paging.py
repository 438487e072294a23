"""Paged answers are followed, truncated, continued and printed like by the genuine CLIs."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.aws_cli.genuine import Desk
from tests.aws_cli.line import ENTITLEMENTS

USERS = [
    {
        "Dimension": f"users-{number}",
        "ProductCode": "x",
        "Value": {"IntegerValue": number} if number < 3 else {"DoubleValue": number * 1e-7},
        "ExpirationDate": 1800000000,
    }
    for number in range(5)
]


class Pages(BaseHTTPRequestHandler):
    """A service with five entitlements that returns two at a time, or as many as a request asks for."""

    def do_POST(self) -> None:
        """Answer with the page that starts at the token."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        start = int(asked.get("NextToken", 0))
        end = start + asked.get("MaxResults", 2)
        answer = {"Entitlements": USERS[start:end], **({"NextToken": str(end)} if end < len(USERS) else {})}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def paged(desk: Desk) -> Iterator[Desk]:
    """A desk with this small, fixed service, so that paging does not depend on the emulator's world."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Desk(desk.folder, f"http://127.0.0.1:{server.server_port}", {})
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("options", "versions"),
    [
        ("", ["v1", "v2"]),
        ("--output text", ["v1", "v2"]),
        ("--output text --max-items 3", ["v1", "v2"]),
        ("--max-items 3 --query NextToken", ["v1", "v2"]),
        ("--starting-token eyJOZXh0VG9rZW4iOiAiMiJ9 --page-size 1", ["v1", "v2"]),
        ("--output yaml-stream --page-size 4", ["v2"]),
        ("--output text --query Entitlements[].Dimension", ["v1", "v2"]),
        ("--no-paginate --output table", ["v1", "v2"]),
        ("--max-results 1", ["v1", "v2"]),
        # v1 does not notice that the input asks for one page, and follows all pages.
        ("""--cli-input-json '{"MaxResults": 3}'""", ["v2"]),
        ("""--cli-input-json '{"MaxResults": 3}' --max-items 1""", ["v2"]),
    ],
)
def test_pages_are_printed_as_by_the_genuine_clis(
    options: str, versions: list[str], paged: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = paged.run_all(paged.words(f"{ENTITLEMENTS} --product-code x {options}"), monkeypatch, versions)
    ours = ended["ours"]
    assert ours == ended["v2"]
    assert "v1" not in ended or ours.stdout == ended["v1"].stdout
    assert ("users-" in ours.stdout) == (ours.code == 0 and "NextToken" not in options)
