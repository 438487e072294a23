"""Decode the query and the form of a request into the types that the page's handler declares."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import msgspec

from marketplace_emulator import mistake
from marketplace_emulator.console.page import PageRoute
from marketplace_emulator.control.incoming import kinds, typed
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.http import BODY_LIMIT, HttpRequest

_FORM = "application/x-www-form-urlencoded"


def read(request: HttpRequest, route: PageRoute) -> dict[str, Any]:
    """Decode what the handler takes; raise Problem for what does not fit. A parameter that a page does not know is ignored."""
    arguments: dict[str, Any] = {"request": request} if route.takes_request else {}
    if route.query is not None:
        arguments["query"] = _converted(_pairs(request.query), route.query)
    if route.form is not None:
        arguments["form"] = _converted(_posted(request), route.form)
    return arguments


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    if len(request.body) > BODY_LIMIT:
        raise Problem(413, f"the form is over {BODY_LIMIT} bytes; send less at a time")
    content_type = request.headers.get("content-type", _FORM).partition(";")[0].strip().lower()
    if content_type != _FORM:
        raise Problem(415, f"Content-Type {content_type!r} is not accepted; expected {_FORM}")
    return _pairs(request.body.decode("utf-8", "replace"))


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True)


def _converted(pairs: list[tuple[str, str]], wanted: Any) -> Any:
    given = {name: value for name, value in pairs if value.strip()}
    if wanted == dict[str, str]:
        return given
    known = kinds(wanted)
    values = {name: typed(value.strip(), known[name]) for name, value in given.items() if name in known}
    try:
        return msgspec.convert(values, wanted)
    except msgspec.ValidationError as error:
        raise Problem(422, mistake.sentence(error, values, wanted)) from None
