"""The lower bound: our own server with one constant answer, through werkzeug's Request and Response."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any, cast

from werkzeug.wrappers import Request, Response

from benchmarks.servers.server import Server
from marketplace_emulator.http import HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from marketplace_emulator.http import Way
    from marketplace_emulator.serving.site import Site

CONSTANT = (
    b'{"CustomerAWSAccountId":"210987654321","ProductCode":"u8awl6uzdqh7wj5kz0cx2nh9q",'
    b'"Metadata":{"AgreementId":"agmt-4vfy1xtm9bl0t1p25qyvwc0pe"},'
    b'"LicenseArn":"arn:aws:license-manager::294406891311:license:l-0123456789abcdef0123456789abcdef"}'
)


class Constant:
    """Takes the place of the Site; only reads the request and answers."""

    shares_commits = False

    def respond(self, request: HttpRequest) -> Way:
        """Return the constant answer."""
        environ = _environ(request)
        Request(environ).get_data()
        response = Response(CONSTANT, 200, content_type="application/x-amz-json-1.1")
        body, status, headers = response.get_wsgi_response(environ)
        yield from ()
        return HttpAnswer(int(status[:3]), tuple(headers), b"".join(body))


def _environ(request: HttpRequest) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": request.path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
    }
    for name, value in request.headers.items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ["CONTENT_LENGTH"] = environ.pop("HTTP_CONTENT_LENGTH", "0")
    return environ


def server() -> Server:
    """Return the server, with the same request as the emulator's."""
    from benchmarks.servers import emulator

    command = (sys.executable, "-m", "benchmarks.servers.constant", "{port}")
    return Server("constant by werkzeug", command, emulator.HEADERS, emulator.BODY, CONSTANT)


if __name__ == "__main__":
    from marketplace_emulator.serving.server import Server as Serving
    from marketplace_emulator.serving.server import bind

    Serving(cast("Site", Constant()), bind("127.0.0.1", int(sys.argv[1]))).run(lambda: None)
