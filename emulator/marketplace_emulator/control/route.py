"""A route of the control API: a method, a path, and a handler whose annotations declare its types."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType, NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from marketplace_emulator.wait import Wait

Shown = TypeVar("Shown")
Waits = Generator[Wait, bool | None, Shown]
"""The annotation of a handler that waits, such as for a delivery: a generator that returns what is shown.

It is sent True if its client has left. While it waits, the server answers others.
"""
Handler = TypeVar("Handler", bound=Callable[..., Any])


@cache
def _hints(handler: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(handler, include_extras=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is not JSON, or whose status varies."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Route:
    """A route; `body`, `query` and `answer` are msgspec types taken from the handler's annotations."""

    method: str
    path: str
    status: int
    handler: Callable[..., Any]
    content_type: str = "application/json"
    other_answers: tuple[tuple[int, type], ...] = ()
    in_transaction: bool = True
    also: str | None = None

    def _hint(self, name: str) -> Any:
        hint = _hints(self.handler).get(name)
        return None if hint is NoneType else hint

    @property
    def body(self) -> Any:
        """The type of the JSON body; None if the route takes no body."""
        return self._hint("body")

    @property
    def query(self) -> Any:
        """The type of the query parameters; None if the route takes none."""
        return self._hint("query")

    @property
    def answer(self) -> Any:
        """The type of the JSON answer; None if there is no body, Answer if it is not JSON."""
        hint = self._hint("return")
        if get_origin(hint) is Generator:
            hint = get_args(hint)[2]
        json = [each for each in get_args(hint) if each is not Answer]
        return json[0] if isinstance(hint, UnionType) and len(json) == 1 else hint

    @property
    def words(self) -> list[str]:
        """The words of the path; one in angle brackets stands for any."""
        return self.path.strip("/").split("/")

    def last_word_after(self, before: Sequence[str]) -> str | None:
        """Return the path's last word if these words may come before it; None if they may not, or if it may be any."""
        *first, last = self.words
        fits = len(first) == len(before) and all(
            mine.startswith("<") or mine == given for mine, given in zip(first, before, strict=True)
        )
        return last if fits and not last.startswith("<") else None

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (inspect.getdoc(self.handler) or "").partition("\n")[0]


def route(
    method: str,
    path: str,
    *,
    status: int = 200,
    content_type: str = "application/json",
    other_answers: Mapping[int, type] | None = None,
    in_transaction: bool = True,
    also: str | None = None,
) -> Callable[[Handler], Handler]:
    """Declare that the function answers this method and path, below /_emulator.

    The function is called in a transaction, unless it waits (`Waits`) or makes its own, as `handler(world, **path values, body=…, query=…)`. Its return value is
    written as JSON, None as 204, and an Answer as it is (with the `content_type`, the content type `also`, or a status of `other_answers`,
    all declared here). A Problem, NotThere, Conflict or ValidationError is a refusal, and nothing changes."""

    def declare(handler: Handler) -> Handler:
        declared: list[Route] = handler.__dict__.setdefault("routes", [])
        declared.append(
            Route(
                method, path, status, handler, content_type, tuple((other_answers or {}).items()), in_transaction, also
            )
        )
        return handler

    return declare


def routes_in(module: ModuleType) -> list[Route]:
    """List the routes that a module declares: of its functions, and of those that it makes, its HANDLERS."""
    functions = [
        value
        for value in (*vars(module).values(), *getattr(module, "HANDLERS", ()))
        if isinstance(value, FunctionType) and value.__module__ == module.__name__
    ]
    return [each for function in functions for each in function.__dict__.get("routes", ())]
