"""Python types for the shapes of AWS's models, so that a request that fits its shape is checked in one call.

A type takes less than its shape: no member that is null, no 5.0 for an integer. `validation` walks what a type refuses,
and says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Literal, NotRequired, Required, TypedDict

import msgspec

from marketplace_emulator import catalogue
from marketplace_emulator.catalogue import Operation, Shape

Unfit = msgspec.ValidationError
"""What `fitted` raises."""


class _Walked:
    """The type of shapes that have no other; no value has it."""


_SCALARS: dict[str, tuple[Any, dict[str, float]]] = {
    "boolean": (bool, {}),
    "integer": (int, {"min": -(2**63), "max": 2**63 - 1}),
    "long": (int, {"min": -(2**63), "max": 2**63 - 1}),
    "timestamp": (float, {"min": -1e300, "max": 1e300}),
}
"""The types of the kinds of scalar that inputs have, and the bounds of the shapes that have none."""
_ANY_TEXT = {r"[\s\S]*": 0, r"[\s\S]+": 1}
"""AWS's patterns for any text, with the shortest text; to match a long token against them would be slow."""


def fitted(operation: Operation, parameters: Mapping[str, Any], judged: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the known members of parameters that fit the operation's shape; raise Unfit for all others.

    The shapes that are `judged` by the operation itself have no constraints.
    """
    assert operation.input is not None, "an operation without input takes anything"
    found: dict[str, Any] = msgspec.convert(parameters, _type(operation.service.name, operation.input, judged))
    return found


@cache
def _type(service: str, name: str, judged: frozenset[str]) -> Any:
    shape = catalogue.shapes(service, judged)[name]
    kind = shape["type"]
    if kind == "structure":
        required = shape.get("required", ())
        members = {
            member: (Required if member in required else NotRequired)[_type(service, given["shape"], judged)]
            for member, given in shape["members"].items()
        }
        return TypedDict(name, members)  # type: ignore[operator]
    if kind == "list":
        return _bounded(list[_type(service, shape["member"]["shape"], judged)], shape, "length")  # type: ignore[misc]
    if kind == "map":
        key, value = (_type(service, shape[part]["shape"], judged) for part in ("key", "value"))
        return _bounded(dict[key, value], shape, "length")  # type: ignore[valid-type]
    if kind == "string":
        return _text(shape)
    type_, bounds = _SCALARS.get(kind, (_Walked, {}))
    return _bounded(type_, {**bounds, **shape}, "value")


def _bounded(type_: Any, shape: Shape, what: str) -> Any:
    low, high = ("min_length", "max_length") if what == "length" else ("ge", "le")
    bounds = {name: shape[bound] for name, bound in ((low, "min"), (high, "max")) if bound in shape}
    return Annotated[type_, msgspec.Meta(**bounds)] if bounds else type_


def _text(shape: Shape) -> Any:
    if "enum" in shape:
        return Literal[tuple(shape["enum"])]
    pattern = shape.get("pattern")
    if pattern in _ANY_TEXT:
        return _bounded(str, {**shape, "min": max(shape.get("min", 0), _ANY_TEXT[pattern])}, "length")
    whole = Annotated[str, msgspec.Meta(pattern=rf"\A(?:{pattern})\Z")] if pattern else str
    return _bounded(whole, shape, "length")
