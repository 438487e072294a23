"""The web pages: one file for each page, in `pages/`, with its template; nothing comes from the net.

Pages show what the control API shows, by its functions, and change the world by the same functions.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Generator
from functools import cache

import msgspec
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from marketplace_emulator.console import incoming, pages, safety
from marketplace_emulator.console.page import Page, PageRoute, Piece, See, routes_in
from marketplace_emulator.console.rendering import rendered
from marketplace_emulator.control.problem import Problem, problem_of
from marketplace_emulator.http import HttpAnswer, HttpRequest, Way
from marketplace_emulator.printable import printable
from marketplace_emulator.world import World

log = logging.getLogger("marketplace_emulator")


class Console:
    """Answers a browser's requests for the pages of a world."""

    def __init__(self, world: World, *, has_login: bool = False) -> None:
        self.world = world
        self._has_login = has_login
        self._map = _paths().bind("emulator")

    def respond(self, request: HttpRequest) -> Way:
        """Answer one request for a page, a file or a form."""
        try:
            return (yield from self._handle(request))
        except Exception as error:
            return self._refused(request, problem_of(error) or self._bug(request))

    def refuse(self, request: HttpRequest, status: int, detail: str, headers: tuple[tuple[str, str], ...]) -> Way:
        """Answer a request that may not use the console."""
        yield from ()
        return self._refused(request, Problem(status, detail, headers), "refused.html")

    def show(self, request: HttpRequest, result: Page | See) -> Way:
        """Answer with a page that is decided elsewhere."""
        yield from ()
        with self.world.transaction():
            return self._written(request, result)

    def _handle(self, request: HttpRequest) -> Way:
        route, path_values = self._match(request)
        arguments = {**path_values, **incoming.read(request, route)}
        if not route.in_transaction:
            result = route.handler(self.world, **arguments)
            if isinstance(result, Generator):
                result = yield from result
            with self.world.transaction():
                return self._written(request, result)
        with self.world.transaction():
            return self._written(request, route.handler(self.world, **arguments))

    def _match(self, request: HttpRequest) -> tuple[PageRoute, dict[str, object]]:
        try:
            endpoint, values = self._map.match(request.path, request.method)
        except (NotFound, RequestRedirect):
            raise Problem(404, f"There is no page {request.path!r}. The links above lead to all pages.") from None
        except MethodNotAllowed as refused:
            allowed = ", ".join(sorted(refused.valid_methods or ()))
            raise Problem(
                405, f"{request.path} does not take {request.method}; it takes {allowed}", (("Allow", allowed),)
            ) from None
        assert isinstance(endpoint, PageRoute)
        return endpoint, dict(values)

    @staticmethod
    def _bug(request: HttpRequest) -> Problem:
        log.exception(
            "%s %s failed; this is a bug in the emulator, please report it", request.method, printable(request.path)
        )
        return Problem(500, "This is a bug in the emulator. Its log says what failed. Please report it.")

    def _written(self, request: HttpRequest, result: Page | See | Piece) -> HttpAnswer:
        if isinstance(result, See):
            return HttpAnswer(303, (("Location", result.path), *safety.headers(), *result.headers))
        if isinstance(result, Piece):
            content = (
                ("Content-Type", result.content_type),
                *safety.headers(kept="Cache-Control" in dict(result.headers)),
            )
            return HttpAnswer(result.status, (*content, *result.headers), result.body, stream=result.stream)
        body = rendered(self.world, request, result.template, {"has_login": self._has_login, **result.values})
        content = (("Content-Type", "text/html; charset=utf-8"), *safety.headers(result.policy, result.referrer))
        return HttpAnswer(result.status, content, body)

    def _refused(self, request: HttpRequest, problem: Problem, template: str = "problem.html") -> HttpAnswer:
        if "application/problem+json" in request.headers.get("accept", ""):
            answer = Piece(
                msgspec.json.encode(problem.members()), "application/problem+json", problem.headers, problem.status
            )
            return self._written(request, answer)
        try:
            with self.world.transaction():
                shown = self._written(request, Page(template, status=problem.status, problem=problem.members()))
        except Exception:
            log.exception("the page of a problem failed")
            shown = HttpAnswer(
                problem.status,
                (("Content-Type", "text/plain; charset=utf-8"), *safety.headers()),
                str(problem).encode(),
            )
        return shown.with_headers(problem.headers)


@cache
def page_routes() -> list[PageRoute]:
    """List the routes of all pages; raise ImportError if two share a method and path, or a page file has none."""
    found: dict[tuple[str, str], PageRoute] = {}
    for module in pkgutil.iter_modules(pages.__path__):
        declared = routes_in(importlib.import_module(f"{pages.__name__}.{module.name}"))
        if not declared:
            raise ImportError(
                f"console/pages/{module.name}.py declares no page; expected a function with @get or @post"
            )
        for each in declared:
            twin = found.setdefault((each.method, each.path), each)
            if twin is not each:
                raise ImportError(
                    f"{each.method} {each.path} is both {twin.handler.__module__}.{twin.handler.__name__} and "
                    f"{each.handler.__module__}.{each.handler.__name__}"
                )
    return list(found.values())


@cache
def _paths() -> Map:
    rules = [Rule(each.path, methods=[each.method], endpoint=each) for each in page_routes()]
    return Map(rules, strict_slashes=False, merge_slashes=False)
