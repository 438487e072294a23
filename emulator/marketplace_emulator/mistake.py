"""Describe a mistake in data from outside in one sentence: where it is, the value given, and what was expected."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from msgspec import UNSET

from marketplace_emulator.nearest import meant
from marketplace_emulator.printable import printable

Schema = Mapping[str, Any]

_STEPS = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_OF_A_KEY = " - at `key` in `$"
"""What msgspec writes about a key of a mapping; the path that follows is that of the mapping."""
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)

LONGEST = 60
"""How many characters of a wrong value are shown."""


def sentence(error: msgspec.ValidationError, given: object, wanted: Any, *, short: bool = False) -> str:
    """Describe what msgspec finds wrong with `given`, which should be a `wanted`; with `short`, leave out the path."""
    what, path = _read(error, given, wanted)
    schema = _at(_schema(wanted), path, given)
    if _OF_A_KEY in str(error):
        expected_key = _described(schema.get("propertyNames", {})) or "another key"
        return f"{_name(path, short=short)} has the key {_wrong_key(error, given, path, wanted)!r}, expected {expected_key}"
    if unknown := _UNKNOWN.fullmatch(what):
        fields = _fields(wanted, schema)
        next_step = meant(unknown[1], fields) if fields else "leave it out"
        return f"{_name(path, unknown[1], short)!r} is not a field; {next_step}"
    if missing := re.fullmatch(r"Object missing required field `(.*)`", what):
        return f"{_name(path, missing[1], short)!r} is missing; add it"
    name, value = _name(path, short=short), _value(given, path)
    if what.startswith(("Invalid enum value", "Invalid value")):
        choices = [each if isinstance(each, str) else repr(each).lower() for each in _choices(schema)]
        return f"{name} is {value}, expected {' or '.join([*choices, *_numbers(schema)])}"
    if expected := re.fullmatch(r"Expected `(.*?)`(?: matching regex '.*')?(, got `.*`)?", what, re.DOTALL):
        described = _described(schema) or _in_words(expected[1])
        return f"{name} is {value}, expected {described}"
    if bound := re.fullmatch(r"Expected `(int|float)` ([<>]=?) (\S+)", what):
        return f"{name} is {value}, expected {_WORDS[bound[1]]} {_BOUNDS[bound[2]]} {bound[3]}"
    if length := re.fullmatch(r"Expected `(array|object|str)` of length ([<>]=) (\d+)", what):
        wanted_length = f"{length[3]} or more" if length[2] == ">=" else f"at most {length[3]}"
        return f"{name} is {value}, expected {_WORDS[length[1]]} of {wanted_length} {_PARTS[length[1]]}"
    if what.startswith("Expected "):
        return f"{name} is {value}, expected {what.removeprefix('Expected ').replace('`', '')}"
    return f"{name}: {what}" if path and not short else what


_WORDS = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "array": "a list",
    "object": "an object",
    "str": "text",
}
_PARTS = {"array": "items", "object": "members", "str": "characters"}
_BOUNDS = {">=": "of at least", "<=": "of at most", ">": "above", "<": "below"}


def _in_words(types: str) -> str:
    names = [each for each in types.split(" | ") if each != "null"] or ["null"]
    return " or ".join(_WORDS.get(each, each) for each in names)


def place(error: msgspec.ValidationError, given: object, wanted: Any) -> str:
    """Return the mistake's path in `given`, such as `.buyers[0].name`; an empty text means all of it."""
    what, path = _read(error, given, wanted)
    unknown = _UNKNOWN.fullmatch(what)
    return f"{path}.{unknown[1]}" if unknown else path


def _read(error: msgspec.ValidationError, given: object, wanted: Any) -> tuple[str, str]:
    found = re.fullmatch(r"(?P<what>.*?)(?: - at `(?:key` in `)?\$(?P<path>[^`]*)`)?", str(error), re.DOTALL)
    what, path = (found["what"], found["path"] or "") if found else (str(error), "")
    before, unnamed, after = path.partition("[...]")  # msgspec's path of a value in a mapping with arbitrary keys
    members = _reached(given, before) if unnamed else None
    if isinstance(members, dict):
        path = f"{before}.{_wrong_key(error, given, before, wanted)}{after}"
    return what, path


def _wrong_key(error: msgspec.ValidationError, given: object, path: str, wanted: Any) -> str:
    """Return the key of the mapping at a path with which the mistake is."""
    members, steps = _reached(given, path), _STEPS.findall(path)
    assert isinstance(members, dict), "msgspec names the path of a mapping"
    each_alone = ((name, _with(given, steps, {name: each})) for name, each in members.items())
    return next((name for name, alone in each_alone if _fails(error, alone, wanted)), "[...]")


def _fails(error: msgspec.ValidationError, given: object, wanted: Any) -> bool:
    try:
        msgspec.convert(given, wanted)
    except msgspec.ValidationError as another:
        return str(another) == str(error)
    return False


def _with(given: Any, steps: Sequence[tuple[str, str]], value: object) -> Any:
    """Return a copy of `given` with another value where the steps of a path lead to."""
    if not steps:
        return value
    (name, index), *rest = steps
    if name:
        return {**given, name: _with(given[name], rest, value)}
    return [_with(each, rest, value) if at == int(index) else each for at, each in enumerate(given)]


@cache
def _schema(wanted: Any) -> Schema:
    return msgspec.json.schema(wanted)


def _at(root: Schema, path: str, given: object) -> Schema:
    schema = _chosen(root, _resolve(root, root), given)
    at = ""
    for step in _STEPS.finditer(path):
        at += step[0]
        schema = _chosen(root, _member(root, schema, step[1] or ""), _reached(given, at))
    return schema


def _chosen(root: Schema, schema: Schema, given: object) -> Schema:
    """Return that one of several schemas which a member of the value names, such as `step: amend`."""
    by = schema.get("discriminator", {"propertyName": "", "mapping": {}})
    name = given.get(by["propertyName"]) if isinstance(given, dict) else None
    return _resolve(root, {"$ref": by["mapping"][name]}) if isinstance(name, str) and name in by["mapping"] else schema


def _member(root: Schema, schema: Schema, name: str) -> Schema:
    if name:
        found = _properties(root, schema).get(name) or schema.get("additionalProperties")
    else:
        found = next((each["items"] for each in (schema, *schema.get("anyOf", ())) if "items" in each), None)
    return _resolve(root, found) if isinstance(found, dict) else {}


def _fields(wanted: Any, schema: Schema) -> Schema:
    return _properties(_schema(wanted), schema)


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


def _numbers(schema: Schema) -> list[str]:
    return [
        f"a whole number from {each['minimum']} to {each['maximum']}"
        for each in schema.get("anyOf", ())
        if each.get("type") == "integer" and {"minimum", "maximum"} <= each.keys()
    ]


def _described(schema: Schema) -> str | None:
    for each in (schema, *schema.get("anyOf", ())):
        if each.get("type") != "object" and ("description" in each or "pattern" in each):
            return str(each.get("description") or f"text that matches {each['pattern']}")
    return None


def _name(path: str, field: str = "", short: bool = False) -> str:
    name = f"{path}.{field}".strip(".") if field else path.strip(".") or ("the file" if short else "the body")
    return name.rpartition(".")[2] if short else name


def _value(given: object, path: str) -> str:
    reached = _reached(given, path)
    if reached is UNSET:
        return "of another type"
    text = printable(msgspec.json.encode(reached).decode())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _reached(given: object, path: str) -> object:
    for name, index in _STEPS.findall(path):
        if isinstance(given, dict) and name in given:
            given = given[name]
        elif isinstance(given, list) and index and int(index) < len(given):
            given = given[int(index)]
        else:
            return UNSET
    return given
