"""A WSGI application in this process, called by PEP 3333: text of the wire is Latin-1 (httpx's transport takes only ASCII)."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

import httpx


class WsgiApp:
    """Calls the application; what it writes to `wsgi.errors` goes to `errors`."""

    def __init__(self, app: Any, errors: Any) -> None:
        self._app = app
        self._errors = errors

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request; raise what the application raises, as a server does that then closes the connection."""
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        written: list[bytes] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], None]:
            begun.append((status, headers))
            return written.append

        body = self._app(self._environ(request), start_response)
        try:
            written.extend(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        status, headers = begun[-1]
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return httpx.Response(int(status.split()[0]), headers=raw, content=b"".join(written))

    def _environ(self, request: httpx.Request) -> dict[str, Any]:
        path, _, query = request.url.raw_path.partition(b"?")
        environ = {
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": request.url.scheme,
            "wsgi.input": io.BytesIO(request.read()),
            "wsgi.errors": self._errors,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query.decode("latin-1"),
            "SERVER_NAME": request.url.host,
            "SERVER_PORT": str(request.url.port or {"http": 80, "https": 443}[request.url.scheme]),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
        }
        for name, value in request.headers.raw:
            key = name.decode("latin-1").upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value.decode("latin-1")
        return environ
