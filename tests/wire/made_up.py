"""Made-up parameters for an operation: those that fit its shape, often with names of the world, and one place that does not."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from marketplace_emulator.catalogue import Operation, Service, Shape
from marketplace_emulator.operations import HERE

ODD_TEXTS = (
    "",
    " ",
    "x",
    "ü",
    "\U0001f600",
    "a b",
    "7",
    "0",
    "-1",
    "1.",
    "01",
    "1.5",
    "\n",
    "\x00",
    "arn:aws:",
    "x" * 300,
)
ODD_NUMBERS = (0, 1, -1, 24, 25, 26, 2**31 - 1, 2**31, 2**63, -(2**63), 10**30)
WRONG: Mapping[str, tuple[Any, ...]] = {
    "string": (True, 7, 1.5, [], {}, ["x"]),
    "integer": ("7", True, 1.5, [], {}),
    "boolean": ("true", 1, 0.0, [], {}),
    "timestamp": ("2026-11-23T10:00:00Z", False, [], {}),
    "list": ({}, "x", 7, True),
    "structure": ([], "x", 7, False),
    "map": ([], "x", 7, True),
}
"""Values of other JSON types, by the kind of a shape."""
ANYTHING = (
    *(each for values in WRONG.values() for each in values),
    None,
    *ODD_TEXTS,
    *ODD_NUMBERS,
    1e300,
    [None],
    {"a": {}},
)


@dataclass(frozen=True)
class Place:
    """A place in parameters: the value at a path of keys and indexes has a shape. `written` is the path as AWS writes it."""

    path: tuple[str | int, ...]
    shape: Shape
    written: str


class MadeUp:
    """Makes parameters up. `known` has values for members by name; the constraints of `judged` shapes are the operation's own."""

    def __init__(self, operation: Operation, random: Random, known: Mapping[str, Callable[[Random], Any]]) -> None:
        self.service: Service = operation.service
        self.shape: Shape = self.service.shapes[operation.input or ""]
        self.random, self.known = random, known
        self.judged = [self.service.shapes[each] for each in HERE[operation.name].judges]

    def fitting(self) -> Any:
        """Return parameters that fit the shape."""
        return self._fit(self.shape, "")

    def misfitting(self) -> tuple[Any, str, str]:
        """Return parameters of which one place does not fit, the code of the error, and the place as AWS writes it."""
        parameters = self.fitting()
        places = list(self._places(self.shape, parameters, (), ""))
        while True:
            place = self.random.choice(places)
            found = self._spoiled(place, copy.deepcopy(parameters))
            if found is not None:
                return found

    def near(self, valid: Any) -> Any:
        """Return valid parameters of which a few places have another value that fits the shape."""
        for _ in range(self.random.randint(0, 2)):
            place = self.random.choice(list(self._places(self.shape, valid, (), "")))
            inside = _at(valid, place.path)
            if place.shape["type"] == "structure":
                name, given = self.random.choice([*place.shape["members"].items()])
                inside[name] = self._fit(self.service.shapes[given["shape"]], name)
            else:
                name = next((each for each in reversed(place.path) if isinstance(each, str)), "")
                valid = _replaced(valid, place.path, self._fit(place.shape, name))
        return valid

    def wild(self) -> Any:
        """Return parameters with anything at any place."""
        parameters = self.fitting()
        for _ in range(self.random.randint(1, 4)):
            places = list(self._places(self.shape, parameters, (), ""))
            parameters = _replaced(parameters, self.random.choice(places).path, copy.deepcopy(self._anything()))
            if not isinstance(parameters, dict):
                break
        return parameters

    def _anything(self) -> Any:
        return self.random.choice(ANYTHING)

    def _fit(self, shape: Shape, name: str) -> Any:
        random, kind = self.random, shape["type"]
        if name in self.known and kind not in ("list", "map", "structure") and random.random() < 0.8:
            value = self.known[name](random)
            if kind != "string" or _fits_text(shape, value):
                return value
        if kind == "structure":
            optional = random.random()
            return {
                member: self._fit(self.service.shapes[given["shape"]], member)
                for member, given in shape["members"].items()
                if member in shape.get("required", ()) or random.random() < optional
            }
        if kind in ("list", "map"):
            most = min(shape.get("max", 3), random.choice((1, 2, 3, 25)) if name == "UsageRecords" else 2)
            size = random.randint(shape.get("min", 0), max(most, shape.get("min", 0)))
            if kind == "list":
                return [self._fit(self.service.shapes[shape["member"]["shape"]], name) for _ in range(size)]
            keys = self.service.shapes[shape["key"]["shape"]].get("enum") or ODD_TEXTS
            value = self.service.shapes[shape["value"]["shape"]]
            return {key: self._fit(value, key) for key in random.sample(keys, min(size, len(keys)))}
        if kind == "boolean":
            return random.random() < 0.5
        if kind == "timestamp":
            return random.choice((0, 1.5, -5, 1_796_000_000, 4e9, 253_402_300_799, 1e12, -1e11, 1e300))
        if kind == "integer":
            low, high = shape.get("min", -(2**31)), shape.get("max", 2**31 - 1)
            return random.choice([each for each in (low, high, *ODD_NUMBERS) if low <= each <= high])
        assert kind == "string", f"no made-up {kind}"
        return self._text(shape)

    def _text(self, shape: Shape) -> str:
        if "enum" in shape:
            return str(self.random.choice(shape["enum"]))
        fit = [each for each in (*ODD_TEXTS, "arn:aws:x:::y", "x" * shape.get("max", 9)) if _fits_text(shape, each)]
        return self.random.choice(fit)

    def _places(self, shape: Shape, value: Any, path: tuple[str | int, ...], written: str) -> Iterator[Place]:
        yield Place(path, shape, written)
        shapes = self.service.shapes
        if shape["type"] == "structure" and isinstance(value, dict):
            for name, given in shape["members"].items():
                if name in value:
                    inner = f"{written}.{name[0].lower()}{name[1:]}".lstrip(".")
                    yield from self._places(shapes[given["shape"]], value[name], (*path, name), inner)
        elif shape["type"] == "list" and isinstance(value, list):
            for index, each in enumerate(value):
                member = shapes[shape["member"]["shape"]]
                yield from self._places(member, each, (*path, index), f"{written}.{index + 1}.member")
        elif shape["type"] == "map" and isinstance(value, dict):
            for key, each in value.items():
                yield from self._places(shapes[shape["value"]["shape"]], each, (*path, key), f"{written}.{key}")

    def _spoiled(self, place: Place, parameters: Any) -> tuple[Any, str, str] | None:
        shape, random = place.shape, self.random
        if random.random() < 0.3:
            wrong = copy.deepcopy(random.choice(WRONG[shape["type"]]))
            return _replaced(parameters, place.path, wrong), "SerializationException", ""
        if any(shape is each for each in self.judged):
            return None
        inside = _at(parameters, place.path)
        required = [each for each in shape.get("required", ()) if each in inside]
        if required:
            name = random.choice(required)
            missing = {key: value for key, value in inside.items() if key != name}
            null = {**inside, name: None}
            written = f"{place.written}.{name[0].lower()}{name[1:]}".lstrip(".")
            return _replaced(parameters, place.path, random.choice((missing, null))), "ValidationException", written
        spoiled = self._out_of_bounds(shape, inside)
        if spoiled is None:
            return None
        return _replaced(parameters, place.path, spoiled), "ValidationException", place.written

    def _out_of_bounds(self, shape: Shape, value: Any) -> Any:
        if shape["type"] == "string":
            texts = [each for each in (*ODD_TEXTS, "x" * (shape.get("max", 0) + 1)) if not _fits_text(shape, each)]
            return self.random.choice(texts) if texts else None
        if shape["type"] == "integer":
            found = [shape["min"] - 1] if "min" in shape else []
            found += [shape["max"] + 1] if "max" in shape else []
            return self.random.choice(found) if found else None
        if shape["type"] == "list":
            if shape.get("min") and self.random.random() < 0.5:
                return []
            if value and shape.get("max", 3000) < 3000:
                return [value[0]] * (shape["max"] + 1)
        return None


def _fits_text(shape: Shape, text: str) -> bool:
    pattern, low, high = shape.get("pattern"), shape.get("min", 0), shape.get("max", len(text))
    fits = pattern is None or re.fullmatch(pattern, text) is not None
    return fits and low <= len(text) <= high and text in shape.get("enum", (text,))


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _replaced(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    if not path:
        return new
    _at(value, path[:-1])[path[-1]] = new
    return value
