"""The OpenAPI 3.1 document of the control API, generated from the annotations of its routes."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from marketplace_emulator.control.discovery import PREFIX, discover
from marketplace_emulator.control.problem import ProblemDetails
from marketplace_emulator.control.route import Answer, Route, route
from marketplace_emulator.filter_type import FilterType
from marketplace_emulator.world import World

_REF = "#/components/schemas/{name}"
_REFUSALS = {"4XX": {"$ref": "#/components/responses/Refused"}, "5XX": {"$ref": "#/components/responses/Failed"}}
_PLACE = re.compile(r"<(\w+)>")


@route("GET", "/openapi.json")
def show_openapi(world: World) -> dict[str, Any]:
    """Describe the control API in OpenAPI 3.1."""
    return document()


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document of all routes."""
    routes = discover()
    types = list(dict.fromkeys(each for route in routes for each in _types(route)))
    named, components = msgspec.json.schema_components(types, ref_template=_REF)
    schemas = dict(zip(types, named, strict=True))
    problem = {"content": {"application/problem+json": {"schema": schemas[ProblemDetails]}}}
    paths: dict[str, dict[str, Any]] = {}
    for each in sorted(routes, key=lambda each: each.path):
        path = paths.setdefault(PREFIX + _PLACE.sub(r"{\1}", each.path), {})
        path[each.method.lower()] = _operation(each, schemas, components)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "AWS Marketplace emulator: control API",
            "version": version("marketplace-emulator"),
            "description": "Controls the emulator's products, buyers, agreements, tokens, clock, faults and readings, "
            "and reads its journal and its ledger. "
            "AWS's own operations are at `/`. A refusal is a problem (RFC 9457) that says what was given, what was "
            "expected and what to do next.",
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"bearer": []}],
        "tags": [{"name": tag} for tag in sorted({_tag(each) for each in routes})],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Required if the emulator is bound beyond loopback.",
                }
            },
            "responses": {
                "Refused": {"description": "The request is refused; nothing has changed.", **problem},
                "Failed": {
                    "description": "The store is unavailable (503) or the emulator has a bug (500); nothing has changed.",
                    **problem,
                },
            },
        },
    }


def _types(route: Route) -> tuple[Any, ...]:
    given = (route.body, route.query, route.answer, *(other for _, other in route.other_answers), ProblemDetails)
    return tuple(each for each in given if each is not None and each is not Answer)


def _tag(route: Route) -> str:
    return route.path.split("/")[1].partition(".")[0]


def _operation(route: Route, schemas: dict[Any, Any], components: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "tags": [_tag(route)],
        "responses": {**_answers(route, schemas), **_REFUSALS},
    }
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in _PLACE.findall(route.path)
    ]
    if route.query is not None:
        schema = components[schemas[route.query]["$ref"].rpartition("/")[2]]
        parameters += _query(schema, getattr(route.query, "FILTER", None))
    if parameters:
        described["parameters"] = parameters
    if route.body is not None:
        schema = schemas[route.body]
        name = schema.get("$ref", "").rpartition("/")[2]
        needed = bool(components.get(name, {}).get("required"))
        described["requestBody"] = {"required": needed, "content": {"application/json": {"schema": schema}}}
    return described


def _answers(route: Route, schemas: dict[Any, Any]) -> dict[str, Any]:
    if route.answer is None:
        return {"204": {"description": "Done."}}
    schema = {"type": "string"} if route.answer is Answer else schemas[route.answer]
    content = {route.content_type: {"schema": schema}}
    if route.also is not None:
        content[route.also] = {"schema": {"type": "string"}}
    answers: dict[str, Any] = {str(route.status): {"description": route.summary, "content": content}}
    for status, other in route.other_answers:
        content = {"application/json": {"schema": schemas[other]}}
        answers[str(status)] = {"description": (other.__doc__ or "").partition("\n")[0], "content": content}
    return answers


def _query(schema: dict[str, Any], filter_type: FilterType | None) -> list[dict[str, Any]]:
    described = []
    for name, field in schema["properties"].items():
        parameter = {"name": name, "in": "query", "required": name in schema.get("required", ())}
        if filter_type is not None and name in filter_type.fields:
            parameter["description"] = filter_type.help_of(name)
        described.append({**parameter, "schema": _without_null(field)})
    return described


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    # A query string cannot hold null; a parameter is left out instead.
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf" and (name, value) != ("default", None)}
    if len(choices) == 1:
        return {**choices[0], **rest}
    return {**rest, "anyOf": choices} if choices else rest
