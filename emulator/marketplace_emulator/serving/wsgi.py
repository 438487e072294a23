"""The emulator as a WSGI application, for werkzeug's test client and any WSGI server."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from marketplace_emulator.http import BODY_LIMIT, HttpAnswer, HttpRequest, Stream

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
        content = body if answer.stream is None else _Pieces(answer.stream)
        return Response(content, status, [*answer.headers])(environ, start_response)

    def _respond(self, request: HttpRequest) -> HttpAnswer:
        way = self.site.respond(request)
        while True:
            try:
                next(way).sleep()
            except StopIteration as end:
                answer: HttpAnswer = end.value
                return answer


class _Pieces:
    """The pieces of a stream as a WSGI server iterates over them, and closes them when its client has left."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.close = stream.close

    def __iter__(self) -> Iterator[bytes]:
        for each in self._stream:
            if isinstance(each, bytes):
                yield each
            else:
                each.sleep()


def _read(request: Request) -> HttpRequest:
    request.max_content_length = BODY_LIMIT + 1
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        body = b"\0" * (BODY_LIMIT + 1)
    headers: dict[str, str] = {name.lower(): value for name, value in request.headers.items()}
    return HttpRequest(request.method, request.path, headers, body, request.query_string.decode("latin-1"))
