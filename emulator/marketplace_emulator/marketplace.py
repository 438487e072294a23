"""Marketplace: an emulator inside a Python program, with or without a port."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
from msgspec.structs import replace

from marketplace_emulator import environment, seeding, steering
from marketplace_emulator.http import HttpAnswer, HttpRequest
from marketplace_emulator.serving.guard import Guard
from marketplace_emulator.serving.site import Site
from marketplace_emulator.sns import address
from marketplace_emulator.steering.subscriptions import Function
from marketplace_emulator.world import ANSWER_SECONDS

IN_PROCESS = "http://marketplace-emulator.invalid"
"""The endpoint of clients without a socket. moto, which hooks into every client of boto3, leaves hosts alone that are not AWS's."""


class Marketplace(steering.Steering):
    """An emulator with its own world. Without `port`, clients in this process reach it without a socket.

    `fixtures` is a file, or several, to load instead of the default world; `port=0` takes a free port; `readings`, `timings`,
    `strict_signatures`, `sns_url`, `sns_tls_port`, `allow_targets` and `delivery_timeout` (in seconds) are as in `serve`. Use
    it in a `with` statement, which closes it.
    """

    def __init__(
        self,
        fixtures: str | Path | Sequence[str | Path] = (),
        *,
        port: int | None = None,
        host: str = "127.0.0.1",
        store: str = "sqlite://",
        readings: Mapping[str, str] | None = None,
        timings: Mapping[str, str | float] | None = None,
        strict_signatures: bool = False,
        sns_url: str | None = None,
        sns_tls_port: int | None = None,
        allow_targets: Sequence[str] = (),
        delivery_timeout: float = ANSWER_SECONDS,
    ) -> None:
        files = [fixtures] if isinstance(fixtures, str | Path) else fixtures
        if not isinstance(files, Iterable) or not all(isinstance(each, str | Path) for each in files):
            raise TypeError(f"fixtures is {fixtures!r}; expected the path of a fixture file, or several")
        if not isinstance(store, str):
            raise TypeError(f"store is {store!r}; expected text, e.g. 'sqlite:///world.db' or 'sqlite://'")
        for name, number in (("port", port), ("sns_tls_port", sns_tls_port)):
            if number is not None and (not isinstance(number, int) or not 0 <= number <= 65535):
                raise ValueError(f"{name} is {number!r}; expected a whole number from 0 (takes a free port) to 65535")
        if sns_tls_port is not None and port is None:
            raise ValueError(
                f"sns_tls_port is {sns_tls_port}, but there is no port beside it; expected port=0 or another one"
            )
        url_of_sns = None if sns_url is None else address.checked(sns_url)
        self._server = None
        self._closed = False
        self._functions: list[str] = []
        with ExitStack() as opened:  # what is open is closed if the rest fails
            if port is not None:
                from marketplace_emulator.serving.ports import Ports

                ports = opened.enter_context(Ports(host, port, sns_tls_port, url_of_sns))
                url_of_sns = ports.sns_url
            self.world = seeding.open_world(
                store,
                files,
                readings,
                timings=timings,
                sns_url=url_of_sns,
                allowed_targets=[allow_targets] if isinstance(allow_targets, str) else allow_targets,
                answer_seconds=delivery_timeout,
            )
            opened.callback(self.world.store.close)
            self.site = Site(self.world, strict_signatures=strict_signatures, guard=Guard.bound_to(host))
            opened.callback(self.site.deliverer.stop)
            if port is not None:
                self._server = ports.server(self.site)
                self._server.start()
            opened.pop_all()

    def __enter__(self) -> Marketplace:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the server and close the store; calls that wait for an answer lose their connection."""
        self._closed = True
        if self._server is not None:
            self._server.stop()
        self.site.close()
        if self._functions and self.world.store.in_memory:  # a store on a file may be opened again in this process
            from marketplace_emulator.deliveries.kinds.function import forget

            forget(self._functions)

    @property
    def url(self) -> str:
        """The endpoint; raise Refused if the emulator has no port."""
        if self._server is None:
            raise steering.Refused({"detail": "this Marketplace has no port and so no url; create it with port=0"})
        return self._server.url

    @property
    def bearer_token(self) -> str | None:
        """The token for the control API if the emulator is bound beyond loopback, else None."""
        return self.site.guard.token

    def client(self, service: str = "meteringmarketplace", **settings: Any) -> Any:
        """Create a real boto3 client that talks to this emulator; `settings` go to boto3."""
        client = super().client(service, **settings)
        if self._server is None:
            patience = client.meta.config.read_timeout or math.inf
            client.meta.events.register_last("before-send.*", lambda request, **_: self._send(request, patience))
        return client

    def _at(self) -> dict[str, str]:
        return {"endpoint_url": IN_PROCESS} if self._server is None else super()._at()

    def request(self, method: str, path: str, body: object = None) -> Any:
        """Call the control API at a path below /_emulator and return its answer; raise Refused if it refuses."""
        bare, _, query = path.partition("?")
        request = HttpRequest(
            method,
            unquote(f"/_emulator{bare}"),
            {"content-type": "application/json", "host": "localhost", **environment.authorization(self.bearer_token)},
            steering.written(body),
            query,
        )
        answer = self.respond(request)
        return steering.answered(answer.status, answer.body)

    def _register(self, function: Function) -> str:
        from marketplace_emulator.deliveries.kinds.function import register

        self._functions.append(register(function))
        return self._functions[-1]

    def respond(self, request: HttpRequest, patience: float = math.inf) -> HttpAnswer:
        """Answer an HTTP request without a socket; sleep where a fault delays the answer.

        An answer later than `patience` seconds, the client's timeout, becomes a connection that hangs.
        """
        way, end, late = self.site.respond(request), time.monotonic() + patience, None
        while True:
            try:
                wait = way.send(late)
            except StopIteration as stop:
                answer = _without_stream(request, stop.value)
                return replace(answer, connection="hang") if late else answer
            if not late and not wait.sleep(end - time.monotonic()):
                late = True
            if self._closed:
                return HttpAnswer(0, connection="drop")

    def _send(self, request: AWSPreparedRequest, patience: float) -> AWSResponse:
        answer = self.respond(_read(request), patience)
        if answer.connection == "hang":
            raise ReadTimeoutError(endpoint_url=request.url)
        # botocore does not compare a body with its Content-Length, so it accepts a truncated body as an answer.
        if answer.connection == "drop":
            raise ConnectionClosedError(endpoint_url=request.url)
        return AWSResponse(request.url, answer.status, HeadersDict(answer.headers), _Raw(answer.body))


def _without_stream(request: HttpRequest, answer: HttpAnswer) -> HttpAnswer:
    """Return the answer; raise Refused if its body goes on."""
    if answer.stream is None:
        return answer
    answer.stream.close()
    advice = "create Marketplace(port=0) and read from its url"
    raise steering.Refused(
        {"detail": f"{request.path} goes on until its client leaves, which a call in process cannot do; {advice}"}
    )


def _read(request: AWSPreparedRequest) -> HttpRequest:
    url = urlsplit(request.url)
    headers = {
        name.lower(): value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for name, value in request.headers.items()
    }
    headers.setdefault("host", url.netloc)
    body = request.body or b""
    if not isinstance(body, bytes):
        body = body.encode() if isinstance(body, str) else body.read()
    return HttpRequest(request.method, url.path or "/", headers, body, url.query)


class _Raw:
    """A response body as botocore reads it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        """Yield the body in one piece."""
        yield self._body
