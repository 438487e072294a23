"""What is wrong with data from outside: where, the value given, and what was expected, in one sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

import msgspec

Schema = Mapping[str, Any]

LONGEST = 60
"""Characters of a value that are repeated."""


def sentence(error: msgspec.ValidationError, given: object, wanted: Any) -> str:
    """Say what msgspec found wrong with `given`, which should have been a `wanted`."""
    found = re.fullmatch(r"(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>[^`]*)`)?", str(error), re.DOTALL)
    what, path = (found["what"], found["path"] or "") if found else (str(error), "")
    schema = _at(_schema(wanted), path)
    if unknown := re.fullmatch(r"Object contains unknown field `(.*)`", what):
        return f"{_name(path, unknown[1])!r} is not a field; {_nearest(unknown[1], schema.get('properties', {}))}"
    if missing := re.fullmatch(r"Object missing required field `(.*)`", what):
        return f"{_name(path, missing[1])!r} is missing; give it"
    value = _value(given, path)
    if what.startswith(("Invalid enum value", "Invalid value")):
        choices = " or ".join(each if isinstance(each, str) else repr(each).lower() for each in _choices(schema))
        return f"{_name(path)} is {value}, expected {choices}"
    if expected := re.fullmatch(r"Expected `(.*?)`(?: matching regex '.*')?(, got `.*`)?", what):
        described = _described(schema) or expected[1]
        return f"{_name(path)} is {value}, expected {described}"
    if what.startswith("Expected "):
        return f"{_name(path)} is {value}, expected {what.removeprefix('Expected ').replace('`', '')}"
    return f"{_name(path)}: {what}" if path else what


@cache
def _schema(wanted: Any) -> Schema:
    return msgspec.json.schema(wanted)


def _at(root: Schema, path: str) -> Schema:
    schema = _resolve(root, root)
    for name in re.findall(r"\.([^.\[\]]+)", path):
        schema = _resolve(root, _properties(root, schema).get(name, {}))
    return schema


def _properties(root: Schema, schema: Schema) -> Schema:
    found: dict[str, Any] = {**schema.get("properties", {})}
    for one in schema.get("anyOf", ()):
        for name, field in _properties(root, _resolve(root, one)).items():
            both = [*found.get(name, {}).get("enum", ()), *field.get("enum", ())]
            found[name] = {**field, "enum": both} if both else field
    return found


def _resolve(root: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def _choices(schema: Schema) -> list[Any]:
    return [choice for each in (schema, *schema.get("anyOf", ())) for choice in each.get("enum", ())]


def _described(schema: Schema) -> str | None:
    for each in (schema, *schema.get("anyOf", ())):
        if each.get("type") != "object" and ("description" in each or "pattern" in each):
            return str(each.get("description") or f"text that matches {each['pattern']}")
    return None


def _name(path: str, field: str = "") -> str:
    return f"{path}.{field}".strip(".") if field else path.strip(".") or "the body"


def _value(given: object, path: str) -> str:
    for name, index in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path):
        if isinstance(given, dict) and name in given:
            given = given[name]
        elif isinstance(given, list) and index and int(index) < len(given):
            given = given[int(index)]
        else:
            return "of another kind"
    text = msgspec.json.encode(given).decode()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _nearest(given: str, known: Mapping[str, Any]) -> str:
    nearest = get_close_matches(given, known, n=1, cutoff=0.5)
    return f"did you mean {nearest[0]!r}?" if nearest else f"expected one of {', '.join(known) or 'none'}"
