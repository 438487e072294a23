"""What a page file of the console uses: `@get` and `@post`, and what a handler returns."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType, NoneType
from typing import Any, TypeVar, get_type_hints

import msgspec

from marketplace_emulator.http import Stream

Handler = TypeVar("Handler", bound=Callable[..., Any])


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The parameters of a page's query; an empty one counts as not given."""


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fields of a posted form; an empty one counts as not given."""


class Page:
    """A template and its values; `policy` replaces directives of the Content-Security-Policy for this page alone."""

    def __init__(
        self,
        template: str,
        *,
        status: int = 200,
        policy: Mapping[str, str] | None = None,
        referrer: str = "same-origin",
        **values: object,
    ) -> None:
        self.template, self.status, self.policy, self.referrer = template, status, policy or {}, referrer
        self.values = values


@dataclass(frozen=True, slots=True)
class See:
    """The page, by its path, that the browser gets after a form (303 See Other)."""

    path: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """What is not a page: a file, a part of a page that a script asks for, or a stream of these."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class PageRoute:
    """A method, a path and the handler, whose annotations say what it takes."""

    method: str
    path: str
    handler: Callable[..., Any]
    in_transaction: bool

    @property
    def query(self) -> Any:
        """The type of the query; None if the page takes none."""
        return self._hint("query")

    @property
    def form(self) -> Any:
        """The type of the form: a Form, or `dict[str, str]` for fields that vary; None if the page takes none."""
        return self._hint("form")

    @property
    def takes_request(self) -> bool:
        """Whether the handler takes the `request` itself, such as for its headers."""
        return self._hint("request") is not None

    def _hint(self, name: str) -> Any:
        hint = _hints(self.handler).get(name)
        return None if hint is NoneType else hint


@cache
def _hints(handler: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(handler)


def get(path: str, *, in_transaction: bool = True) -> Callable[[Handler], Handler]:
    """Declare that the function shows the page at this path; it changes nothing.

    It is called in a transaction as `handler(world, **path values, query=…)`, unless it makes its own, and returns a Page or
    a Piece. One that has a parameter `request` gets the HttpRequest too. What the control API refuses, it may raise: the person
    sees the reason.
    """
    return _declared("GET", path, in_transaction)


def post(path: str, *, in_transaction: bool = True) -> Callable[[Handler], Handler]:
    """Declare that the function takes a form at this path, as `handler(world, **path values, form=…)`, and returns See.

    A function that waits, such as for the clock, is not in a transaction, and is a generator of waits.
    """
    return _declared("POST", path, in_transaction)


def _declared(method: str, path: str, in_transaction: bool) -> Callable[[Handler], Handler]:
    def declare(handler: Handler) -> Handler:
        routes: list[PageRoute] = handler.__dict__.setdefault("page_routes", [])
        routes.append(PageRoute(method, path, handler, in_transaction))
        return handler

    return declare


def routes_in(module: ModuleType) -> list[PageRoute]:
    """List what a page file declares."""
    functions = [
        each
        for each in vars(module).values()
        if isinstance(each, FunctionType) and inspect.getmodule(each) is module and "page_routes" in each.__dict__
    ]
    return [route for function in functions for route in function.__dict__["page_routes"]]
