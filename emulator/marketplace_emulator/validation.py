"""Check a request against its shape like AWS's services: first the JSON types, then the constraints."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from marketplace_emulator import catalogue, shape_types
from marketplace_emulator.catalogue import Operation, Shape
from marketplace_emulator.errors import SerializationException, ValidationException
from marketplace_emulator.fidelity import imitates

imitates(
    __name__, "An unknown member is ignored; a member that is null counts as absent.", "doc", "Smithy: AWS JSON 1.1"
)
imitates(
    __name__,
    "A member of the wrong JSON type is answered with SerializationException, before any constraint is checked.",
    "assumed",
    "the usual order and wording of AWS's JSON services",
)
imitates(
    __name__,
    "One ValidationException counts and lists all constraints that fail: `N validation errors detected: Value … at … "
    "failed to satisfy constraint: …`, with the member's path in lower camel case.",
    "assumed",
    "the usual form of AWS's JSON services",
)
imitates(
    __name__,
    "A ValidationException has the value of a list or a map as Java writes it, and of this only the first 200 characters.",
    "assumed",
    "the usual form of AWS's JSON services; the 200 characters are the emulator's own convenience",
)
imitates(
    __name__,
    "A number of 2^1023 or more is answered with SerializationException, whatever kind of number the member is.",
    "assumed",
    "nobody published it",
)

TOLD = 200
"""How many characters of a list or a map an error tells."""
LARGEST = 2**1023
"""All numbers below are a float, and have fewer digits than Python refuses to write."""
_JSON_NAMES = {str: "STRING_VALUE", bool: "TRUE_VALUE", int: "NUMBER_VALUE", float: "DECIMAL_VALUE"}
_TYPE_NAMES = {"string": "String", "integer": "Integer", "long": "Long", "boolean": "Boolean", "double": "Double"}


def check(operation: Operation, parameters: Mapping[str, Any], judged: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the known members of the request, or raise SerializationException or ValidationException.

    The operation itself checks the constraints of the shapes that are `judged`.
    """
    if operation.input is None:
        return {}
    try:
        return shape_types.fitted(operation, parameters, judged)
    except shape_types.Unfit:
        return walked(operation, parameters, judged)


def walked(operation: Operation, parameters: Mapping[str, Any], judged: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Do the same as `check`, for an operation with input, by a walk through all members, which takes many times as long."""
    shapes = catalogue.shapes(operation.service.name, judged)
    shape = shapes[operation.input or ""]
    members: dict[str, Any] = _deserialize(shapes, shape, parameters)
    problems = _problems(shapes, shape, members, ())
    if problems:
        count = f"{len(problems)} validation error{'s' if len(problems) > 1 else ''} detected: "
        refused = ValidationException(count + "; ".join(map(_written, problems)))
        refused.failed = [(each.path, each.constraint) for each in problems]
        raise refused
    return members


def _deserialize(shapes: Mapping[str, Shape], shape: Shape, value: Any) -> Any:
    kind = shape["type"]
    if kind == "structure":
        if not isinstance(value, dict):
            raise SerializationException(_unexpected(value, "structure"))
        members = shape["members"]
        return {
            name: _deserialize(shapes, shapes[members[name]["shape"]], given)
            for name, given in value.items()
            if name in members and given is not None
        }
    if kind == "list":
        if not isinstance(value, list):
            raise SerializationException(_unexpected(value, "list"))
        member = shapes[shape["member"]["shape"]]
        return [_deserialize(shapes, member, each) for each in value]
    if kind == "map":
        if not isinstance(value, dict):
            raise SerializationException(_unexpected(value, "map"))
        member = shapes[shape["value"]["shape"]]
        return {key: _deserialize(shapes, member, each) for key, each in value.items()}
    return _scalar(kind, value)


def _unexpected(value: object, wanted: str) -> str:
    if isinstance(value, dict):
        return "Start of structure or map found where not expected."
    if isinstance(value, list):
        return "Start of list found where not expected"
    return f"Unrecognized collection type: {_json_name(value)} can not be converted to a {wanted}"


def _json_name(value: object) -> str:
    return "FALSE_VALUE" if value is False else _JSON_NAMES.get(type(value), "NULL_VALUE")


def _scalar(kind: str, value: Any) -> Any:
    if isinstance(value, dict | list):
        raise SerializationException(_unexpected(value, kind))
    number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < LARGEST
    if kind == "timestamp" and number:
        return float(value)
    if kind == "blob" and isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise SerializationException("Invalid base64 in a blob") from None
    if (
        (kind == "string" and isinstance(value, str))
        or (kind == "boolean" and isinstance(value, bool))
        or (kind in ("integer", "long") and number and value == int(value))
        or (kind in ("float", "double") and number)
    ):
        return value
    raise SerializationException(f"{_json_name(value)} can not be converted to a {_TYPE_NAMES.get(kind, kind.title())}")


class _Problem(NamedTuple):
    """A constraint that a value at a path does not satisfy."""

    value: str
    path: tuple[str, ...]
    constraint: str


def _problems(shapes: Mapping[str, Shape], shape: Shape, value: Any, path: tuple[str, ...]) -> list[_Problem]:
    found: list[_Problem] = []
    kind = shape["type"]
    if kind == "structure":
        members = shape["members"]
        for name in shape.get("required", ()):
            if name not in value:
                found.append(_Problem("null", (*path, _lower(name)), "Member must not be null"))
        for name, given in value.items():
            found += _problems(shapes, shapes[members[name]["shape"]], given, (*path, _lower(name)))
        return found
    low, high = shape.get("min"), shape.get("max")
    if kind == "list":
        found += _length(value, low, high, path)
        member = shapes[shape["member"]["shape"]]
        for index, each in enumerate(value, start=1):
            found += _problems(shapes, member, each, (*path, str(index), "member"))
    elif kind == "map":
        found += _length(value, low, high, path)
        choices = shapes[shape["key"]["shape"]].get("enum")
        if choices and not value.keys() <= {*choices}:
            wanted = f"[Member must satisfy enum value set: [{', '.join(choices)}]]"
            found.append(_Problem(_told(value), path, f"Map keys must satisfy constraint: {wanted}"))
        member = shapes[shape["value"]["shape"]]
        for key, each in value.items():
            found += _problems(shapes, member, each, (*path, key))
    elif kind == "string":
        found += _length(value, low, high, path)
        if "enum" in shape and value not in shape["enum"]:
            choices = ", ".join(shape["enum"])
            found.append(_Problem(f"'{value}'", path, f"Member must satisfy enum value set: [{choices}]"))
        elif "pattern" in shape and not _matches(shape["pattern"], value):
            wanted = f"Member must satisfy regular expression pattern: {shape['pattern']}"
            found.append(_Problem(f"'{value}'", path, wanted))
    elif kind in ("integer", "long", "float", "double"):
        if low is not None and value < low:
            found.append(_Problem(f"'{value}'", path, f"Member must have value greater than or equal to {low}"))
        if high is not None and value > high:
            found.append(_Problem(f"'{value}'", path, f"Member must have value less than or equal to {high}"))
    return found


def _length(value: Any, low: int | None, high: int | None, path: tuple[str, ...]) -> list[_Problem]:
    if low is not None and len(value) < low:
        return [_Problem(_told(value), path, f"Member must have length greater than or equal to {low}")]
    if high is not None and len(value) > high:
        return [_Problem(_told(value), path, f"Member must have length less than or equal to {high}")]
    return []


def _told(value: Any) -> str:
    text = _as_java(value)
    return f"'{text}'" if isinstance(value, str) or len(text) <= TOLD else f"'{text[:TOLD]}…'"


def _as_java(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}={_as_java(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_as_java, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _written(problem: _Problem) -> str:
    return f"Value {problem.value} at '{'.'.join(problem.path)}' failed to satisfy constraint: {problem.constraint}"


@cache
def _lower(name: str) -> str:
    return name[0].lower() + name[1:]


def _matches(pattern: str, value: str) -> bool:
    # Most of AWS's patterns are this one, and matching a long token against it would be slow.
    return bool(value) if pattern == r"[\s\S]+" else _compiled(pattern).fullmatch(value) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
