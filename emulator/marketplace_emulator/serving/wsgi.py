"""The emulator as a WSGI application, for werkzeug's test client and any WSGI server."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from marketplace_emulator.http import BODY_LIMIT, HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from marketplace_emulator.serving.site import Site

HANG_SECONDS = 60


class Wsgi:
    """Serves a Site by WSGI; only the WSGI server can close a connection, so a dropped answer becomes an empty 500."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._respond(_read(Request(environ)))
        if answer.connection == "hang":
            time.sleep(HANG_SECONDS)
        status = answer.status if answer.connection == "keep" else 500
        body = answer.body if answer.connection == "keep" else b""
        return Response(body, status, [*answer.headers])(environ, start_response)

    def _respond(self, request: HttpRequest) -> HttpAnswer:
        way = self.site.respond(request)
        while True:
            try:
                next(way).sleep()
            except StopIteration as end:
                answer: HttpAnswer = end.value
                return answer


def _read(request: Request) -> HttpRequest:
    request.max_content_length = BODY_LIMIT + 1
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        body = b"\0" * (BODY_LIMIT + 1)
    headers: dict[str, str] = {name.lower(): value for name, value in request.headers.items()}
    return HttpRequest(request.method, request.path, headers, body, request.query_string.decode("latin-1"))
