"""The control API under /_emulator: one file a resource, each with its routes; JSON in snake_case.

A resource file declares its routes with `@route`; `Control` finds them, matches requests, decodes the body and the
query into their msgspec types, and writes what the handler returns or raises.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Generator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import msgspec
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from emulator import mistake
from emulator.control.problem import Problem, problem_of
from emulator.control.route import Answer, Route, routes_in
from emulator.http import BODY_LIMIT, HttpAnswer, HttpRequest

if TYPE_CHECKING:
    from emulator.app import App

PREFIX = "/_emulator"
_NOT_RESOURCES = ("page", "problem", "route")
_EVERY = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_encode = msgspec.json.Encoder().encode


def discover() -> list[Route]:
    """List the routes of all resources; two for the same method and path fail with both names."""
    found: dict[tuple[str, str], Route] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name in _NOT_RESOURCES:
            continue
        for each in routes_in(importlib.import_module(f"{__name__}.{module.name}")):
            twin = found.setdefault((each.method, each.path), each)
            if twin is not each:
                raise ImportError(
                    f"{each.method} {each.path} is both {twin.handler.__module__}.{twin.handler.__name__} and "
                    f"{each.handler.__module__}.{each.handler.__name__}"
                )
    return list(found.values())


class Control:
    """Answers requests to the control API of an App."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.routes = discover()
        self._map = Map(
            [Rule(PREFIX + each.path, methods=[each.method], endpoint=each) for each in self.routes],
            strict_slashes=False,
            merge_slashes=False,
        ).bind("emulator")

    def respond(self, request: HttpRequest) -> Generator[float, None, HttpAnswer]:
        """Answer one request to the control API."""
        try:
            refusal = self.app.guard.refusal(request)
            if refusal is not None:
                raise Problem(refusal.status, refusal.detail, refusal.headers)
            answer = self._handle(request)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            return _written(problem.status, problem.members(), "application/problem+json", problem.headers)
        yield from ()
        return answer

    def _handle(self, request: HttpRequest) -> HttpAnswer:
        route, path_values = self._match(request)
        arguments: dict[str, object] = dict(path_values)
        if route.body is not None:
            arguments["body"] = _body(request, route.body)
        if route.query is not None:
            arguments["query"] = _query(request, route.query)
        with self.app.world.transaction():
            result = route.handler(self.app.world, **arguments)
        if isinstance(result, Answer):
            return HttpAnswer(result.status, (("Content-Type", result.content_type), *_EVERY), result.body)
        if result is None:
            return HttpAnswer(204, _EVERY)
        return _written(route.status, result, "application/json")

    def _match(self, request: HttpRequest) -> tuple[Route, dict[str, object]]:
        try:
            endpoint, values = self._map.match(request.path, request.method)
        except RequestRedirect as redirect:
            raise Problem(404, f"{request.path} is not a resource; did you mean {redirect.new_url}?") from None
        except NotFound:
            known = ", ".join(sorted({each.path for each in self.routes}))
            raise Problem(
                404, f"{request.path} is not a resource of the control API; it has, under {PREFIX}: {known}"
            ) from None
        except MethodNotAllowed as refused:
            allowed = ", ".join(sorted(set(refused.valid_methods or ()) - {"HEAD"}))
            raise Problem(
                405, f"{request.path} does not take {request.method}; it takes {allowed}", (("Allow", allowed),)
            ) from None
        assert isinstance(endpoint, Route)
        return endpoint, dict(values)


def _body(request: HttpRequest, wanted: type) -> object:
    if len(request.body) > BODY_LIMIT:
        raise Problem(413, f"the body is over {BODY_LIMIT} bytes; send less at a time")
    content_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise Problem(415, f"Content-Type {content_type!r} is not taken; expected application/json")
    try:
        return msgspec.json.decode(request.body or b"{}", type=wanted)
    except msgspec.ValidationError as error:
        raise Problem(422, mistake.sentence(error, msgspec.json.decode(request.body or b"{}"), wanted)) from None


def _query(request: HttpRequest, wanted: type) -> object:
    values: dict[str, str] = {}
    for name, given in parse_qs(request.query, keep_blank_values=True).items():
        if len(given) > 1:
            raise Problem(400, f"the query parameter {name!r} is given {len(given)} times; give it once")
        values[name] = given[0]
    try:
        return msgspec.convert(values, wanted, strict=False)
    except msgspec.ValidationError as error:
        raise Problem(422, mistake.sentence(error, values, wanted)) from None


def _written(status: int, content: object, content_type: str, headers: tuple[tuple[str, str], ...] = ()) -> HttpAnswer:
    return HttpAnswer(status, (("Content-Type", content_type), *_EVERY, *headers), _encode(content))
