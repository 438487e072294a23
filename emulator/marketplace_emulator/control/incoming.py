"""Decode the body and query of a control request into the route's types; anything unknown is refused."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, get_args, get_type_hints
from urllib.parse import parse_qsl

import msgspec

from marketplace_emulator import mistake
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import Route
from marketplace_emulator.http import BODY_LIMIT, HttpRequest

_NUMBER = re.compile(r"-?[0-9]{1,20}")


def read(request: HttpRequest, route: Route) -> dict[str, Any]:
    """Decode the body and query into the arguments of the route's handler; raise Problem if they do not fit."""
    arguments = {}
    if len(request.body) > BODY_LIMIT:
        raise Problem(413, f"the body is over {BODY_LIMIT} bytes; send less at a time")
    if route.query is not None:
        arguments["query"] = _query(request, route.query)
    elif request.query:
        raise Problem(422, f"{request.method} {request.path} takes no query, got {request.query[:80]!r}; leave it out")
    if route.body is not None:
        arguments["body"] = _body(request, route.body)
    elif request.body.strip() not in (b"", b"{}"):
        raise Problem(422, f"{request.method} {request.path} takes no body; send it without one")
    return arguments


def _body(request: HttpRequest, wanted: Any) -> Any:
    content_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise Problem(415, f"Content-Type {content_type!r} is not accepted; expected application/json")
    body = request.body or b"{}"
    try:
        read = msgspec.json.decode(body, type=wanted)
    except msgspec.ValidationError as error:
        raise Problem(422, mistake.sentence(error, msgspec.json.decode(body), wanted)) from None
    json.loads(body, object_pairs_hook=_no_twins)
    return read


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise Problem(422, f"{twin!r} is given twice in one object; keep one of them")
    return read


def _query(request: HttpRequest, wanted: Any) -> Any:
    values: dict[str, Any] = {}
    known = kinds(wanted)
    for name, value in parse_qsl(request.query, keep_blank_values=True):
        if name in values:
            raise Problem(422, f"the query parameter {name!r} is given more than once; give it once")
        values[name] = typed(value, known.get(name, ()))
    try:
        return msgspec.convert(values, wanted)
    except msgspec.ValidationError as error:
        raise Problem(422, mistake.sentence(error, values, wanted)) from None


@cache
def kinds(wanted: Any) -> dict[str, tuple[type, ...]]:
    """Return the types that each member of a Struct may have."""
    return {name: get_args(hint) or (hint,) for name, hint in get_type_hints(wanted).items()}


def typed(text: str, kinds: tuple[type, ...]) -> str | int | bool:
    """Read the text of a query or form as a number or truth value where it may be one."""
    # msgspec's lax mode would turn the text `null` into None, and a filter would be ignored.
    if bool in kinds and text in ("true", "false"):
        return text == "true"
    return int(text) if int in kinds and _NUMBER.fullmatch(text) else text
