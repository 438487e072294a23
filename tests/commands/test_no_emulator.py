"""Commands and `connect` if another program answers, or if the URL or the bearer token is not valid."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from marketplace_emulator import Refused, connect
from marketplace_emulator.commands import main

ANSWERS = {
    "a page": (200, b"<html>hello</html>"),
    "a list": (200, b"[1,2]"),
    "a number": (200, b"7"),
    "null": (200, b"null"),
    "nothing": (200, b""),
    "a redirect": (302, b""),
    "another API's 404": (404, b'{"error": "not found"}'),
    "a list as a 500": (500, b"[]"),
}


@pytest.fixture(params=ANSWERS.values(), ids=list(ANSWERS))
def stranger(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a server that is not an emulator."""
    with answering(*request.param) as url:
        yield url


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """Serve the same answer to every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def refusal(*words: str) -> str:
    """Run a command that fails with exit code 1 and one line of text; return the line."""
    answer = CliRunner().invoke(main, words)
    assert answer.exit_code == 1, answer.output
    assert answer.stdout == ""
    assert answer.stderr.startswith("Error: ")
    assert answer.stderr.count("\n") == 1
    return answer.stderr


@pytest.mark.parametrize("words", ["health", "token mint", "token list", "clock show", "fault add --hang", "exchanges"])
def test_a_command_says_that_no_emulator_answers_at_the_url(stranger: str, words: str) -> None:
    assert f"the server at {stranger} is not an emulator" in refusal(*words.split(), "--url", stranger)


def test_connect_says_that_no_emulator_answers_at_the_url(stranger: str) -> None:
    with pytest.raises(Refused, match=f"the server at {stranger} is not an emulator"):
        connect(stranger)


def test_connect_knows_the_health_of_another_program() -> None:
    with answering(200, b'{"status": "UP"}') as url, pytest.raises(Refused, match="is not an emulator"):
        connect(url)


@pytest.mark.parametrize(
    "url", ["127.0.0.1:4100", "ftp://127.0.0.1", "http://", "http://[", "http://a b", "http://127.0.0.1:99999", "", "é"]
)
def test_an_invalid_url_is_named(url: str) -> None:
    told = refusal("token", "list", "--url", url)
    assert f"no emulator answers at {url}" in told or f"{url!r} is not a URL" in told
    with pytest.raises(Refused, match=r"no emulator answers at|is not a URL"):
        connect(url)


@pytest.mark.parametrize("token", ["é", "a\nb", "a\x00b"])
def test_a_bearer_token_that_no_header_can_carry_is_refused(token: str) -> None:
    told = refusal("token", "list", "--bearer-token", token, "--url", "http://127.0.0.1:9")
    assert "the bearer token has characters that no header can hold" in told
