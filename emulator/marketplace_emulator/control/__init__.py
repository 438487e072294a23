"""The control API under /_emulator: one file for each resource, with its routes; JSON in snake_case.

A resource file declares its routes with `@route`; `Control` finds them, matches requests, decodes the body and the
query into their msgspec types, and encodes what the handler returns or raises.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from functools import cache

import msgspec
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from marketplace_emulator.control import incoming
from marketplace_emulator.control.discovery import PREFIX, discover
from marketplace_emulator.control.problem import Problem, problem_of
from marketplace_emulator.control.route import Answer, Route
from marketplace_emulator.http import HttpAnswer, HttpRequest, Way
from marketplace_emulator.printable import printable
from marketplace_emulator.world import World

_EVERY = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_encode = msgspec.json.Encoder().encode

log = logging.getLogger("marketplace_emulator")


class Control:
    """Answers requests to the control API of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.routes, resources = _resources()
        self._map = resources.bind("emulator")

    def respond(self, request: HttpRequest) -> Way:
        """Answer one request to the control API."""
        try:
            return (yield from self._handle(request))
        except Exception as error:
            return _refused(problem_of(error) or self._bug(request))

    def refuse(self, status: int, detail: str, headers: tuple[tuple[str, str], ...]) -> Way:
        """Answer a request that may not use the control API."""
        yield from ()
        return _refused(Problem(status, detail, headers))

    def _handle(self, request: HttpRequest) -> Way:
        route, path_values = self._match(request)
        arguments = {**path_values, **incoming.read(request, route)}
        if route.in_transaction:
            with self.world.transaction():
                result = route.handler(self.world, **arguments)
        else:
            result = route.handler(self.world, **arguments)
        if isinstance(result, Generator):
            result = yield from result
        if isinstance(result, Answer):
            return HttpAnswer(result.status, (("Content-Type", result.content_type), *_EVERY), result.body)
        if result is None:
            return HttpAnswer(204, _EVERY)
        return _written(route.status, result, "application/json")

    @staticmethod
    def _bug(request: HttpRequest) -> Problem:
        log.exception(
            "%s %s failed; this is a bug in the emulator, please report it", request.method, printable(request.path)
        )
        return Problem(500, "this is a bug in the emulator; its log says what failed, please report it")

    def _match(self, request: HttpRequest) -> tuple[Route, dict[str, object]]:
        try:
            endpoint, values = self._map.match(request.path, request.method)
        except RequestRedirect as redirect:
            raise Problem(404, f"{request.path} is not a resource; did you mean {redirect.new_url}?") from None
        except NotFound:
            raise Problem(
                404, f"{request.path} is not a resource of the control API; {self._known(request.path)}"
            ) from None
        except MethodNotAllowed as refused:
            allowed = ", ".join(sorted(set(refused.valid_methods or ()) - {"HEAD"}))
            raise Problem(
                405, f"{request.path} does not take {request.method}; it takes {allowed}", (("Allow", allowed),)
            ) from None
        assert isinstance(endpoint, Route)
        return endpoint, dict(values)

    def _known(self, path: str) -> str:
        """Say what may stand in place of the last word of a path, or which paths there are."""
        *before, last = path.removeprefix(PREFIX).strip("/").split("/")
        words = {word for each in self.routes if before and (word := each.last_word_after(before))}
        if words:
            return f"expected one of {', '.join(sorted(words))} instead of {last!r}"
        known = sorted({each.path for each in self.routes})
        return f"it has, under {PREFIX}: {', '.join(known)}"


@cache
def _resources() -> tuple[list[Route], Map]:
    """Return all routes, and what finds them by path: werkzeug takes longer to compile that than a world to open."""
    routes = discover()
    rules = [Rule(PREFIX + each.path, methods=[each.method], endpoint=each) for each in routes]
    return routes, Map(rules, strict_slashes=False, merge_slashes=False)


def _written(status: int, content: object, content_type: str, headers: tuple[tuple[str, str], ...] = ()) -> HttpAnswer:
    return HttpAnswer(status, (("Content-Type", content_type), *_EVERY, *headers), _encode(content))


def _refused(problem: Problem) -> HttpAnswer:
    return _written(problem.status, problem.members(), "application/problem+json", problem.headers)
