"""A YAML 1.2 parser that keeps the line of each value."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import yaml

MOST_VALUES = 5_000_000
"""The most values in a text: a world of 100,000 agreements with tokens has two million; nested aliases, billions."""
MOST_LEVELS = 100
"""The most lists and mappings inside each other."""

# https://yaml.org/spec/1.2.2/#1032-tag-resolution
_CORE = re.compile(
    r"(?P<null>~|null|Null|NULL|)|(?P<true>true|True|TRUE)|(?P<false>false|False|FALSE)"
    r"|(?P<int>[-+]?[0-9]+)|0o(?P<octal>[0-7]+)|0x(?P<hex>[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_MAY_BE_MORE = frozenset(("", *"~nNtTfF+-.0123456789"))
"""First characters of plain scalars that may be something other than text."""
_KINDS = {"str": str, "int": int, "float": float, "bool": bool, "null": type(None), "seq": list, "map": dict}


class NotYaml(ValueError):
    """A text that cannot be read: the line, the problem, and the path of the value if the problem is in one value."""

    def __init__(self, line: int, problem: str, path: str = "") -> None:
        super().__init__(f"line {line}: {problem}")
        self.line, self.problem, self.path = line, problem, path


class _Open(msgspec.Struct):
    """A list or a mapping whose end has not been read yet."""

    value: Any
    line: int
    anchor: str | None
    key: str | None = None
    lines: list[int] = msgspec.field(default_factory=list)
    """The lines of the mapping's keys or of the list's items, in order."""
    merged: list[Any] = msgspec.field(default_factory=list)
    weight: int = 1
    """The number of values in it, with aliases written out."""


class Yaml:
    """A text's `value`, of JSON's types; every key is a text. A merge key, `<<`, works as in YAML 1.1."""

    def __init__(self, text: str | bytes) -> None:
        self.value: Any = None
        self._lines: dict[int, list[int]] = {}
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._documents = 0
        try:
            for event in yaml.parse(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            raise NotYaml(error.problem_mark.line + 1 if error.problem_mark else 1, str(error.problem)) from None
        except yaml.YAMLError as error:
            raise NotYaml(1, str(error)) from None

    def line(self, path: str) -> int:
        """Return the line of a path such as `$.tokens[0].agreement`, or of the longest part of it that exists."""
        value, line = self.value, 1
        for key, index in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path):
            if isinstance(value, dict) and key in value:
                line, value = self._lines[id(value)][list(value).index(key)], value[key]
            elif isinstance(value, list) and index and int(index) < len(value):
                line, value = self._lines[id(value)][int(index)], value[int(index)]
            else:
                break
        return line

    def _take(self, event: Any) -> None:  # each of PyYAML's two parsers has its own event classes
        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            around = self._open[-1] if self._open else None
            if around is not None and around.key is None and isinstance(around.value, dict):
                self._name(around, event, line)
            else:
                self._put(_scalar(event, line), 1, line, event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            kind = dict if isinstance(event, yaml.MappingStartEvent) else list
            if event.tag not in (None, "!") and _kind(event.tag, line) is not kind:
                raise NotYaml(line, f"the tag {event.tag} does not fit here")
            if len(self._open) == MOST_LEVELS:
                raise NotYaml(line, f"has more than {MOST_LEVELS} lists and mappings inside each other")
            self._open.append(_Open(kind(), line, event.anchor))
            if event.anchor is not None:
                self._anchors[event.anchor] = self._open[-1].value, 0
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end(self._open.pop())
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise NotYaml(line, f"there is no anchor {event.anchor!r} above")
            value, weight = self._anchors[event.anchor]
            if not weight:
                problem = "is an alias of a value that contains it; write the value out instead"
                raise NotYaml(line, problem, self._path())
            self._put(value, weight, line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise NotYaml(line, "expected one document, found another")

    def _name(self, around: _Open, event: Any, line: int) -> None:
        around.key = event.value
        if event.value in around.value:
            raise NotYaml(line, "is written twice; keep one of them", self._path())
        if event.value != "<<":
            around.lines.append(line)
        if event.anchor is not None:
            self._anchors[event.anchor] = event.value, 1

    def _put(self, value: Any, weight: int, line: int, anchor: str | None = None) -> None:
        if anchor is not None:
            self._anchors[anchor] = value, weight
        if not self._open:
            self.value = value
            return
        around = self._open[-1]
        around.weight += weight
        if isinstance(around.value, list):
            around.value.append(value)
            around.lines.append(line)
            return
        if around.key is None:
            raise NotYaml(line, "expected a key, found a list, a mapping or an alias")
        if around.key == "<<":
            around.merged += value if isinstance(value, list) else [value]
            if not all(isinstance(each, dict) for each in around.merged):
                raise NotYaml(line, "expected a mapping to merge, or a list of mappings", self._path())
        else:
            around.value[around.key] = value
        around.key = None

    def _end(self, ended: _Open) -> None:
        for each in ended.merged:
            for (key, value), line in zip(each.items(), self._lines[id(each)], strict=True):
                if key not in ended.value:
                    ended.value[key] = value
                    ended.lines.append(line)
        if ended.weight > MOST_VALUES:
            problem = f"has more than {MOST_VALUES:,} values, with aliases written out; make it smaller"
            raise NotYaml(ended.line, problem, self._path())
        self._lines[id(ended.value)] = ended.lines
        self._put(ended.value, ended.weight, ended.line, ended.anchor)

    def _path(self) -> str:
        parts = (f".{each.key}" if isinstance(each.value, dict) else f"[{len(each.value)}]" for each in self._open)
        return f"${''.join(parts)}"


def _scalar(event: Any, line: int) -> Any:
    text: str = event.value
    if event.tag is None or event.tag == "!":
        return _plain(text, line) if event.implicit[0] and event.tag is None and text[:1] in _MAY_BE_MORE else text
    kind = _kind(event.tag, line)
    if kind is str:
        return text
    value = _plain(text, line)
    value = float(value) if kind is float and type(value) is int else value
    if type(value) is not kind:
        raise NotYaml(line, f"{text!r} does not fit its tag, {event.tag}")
    return value


def _kind(tag: str, line: int) -> type:
    known = _KINDS.get(tag.removeprefix("tag:yaml.org,2002:"))
    if known is None:
        raise NotYaml(line, f"the tag {tag} is not known; expected one of !!{', !!'.join(_KINDS)}")
    return known


def _plain(text: str, line: int) -> Any:
    found = _CORE.fullmatch(text)
    if found is None:
        return text
    try:
        match found.lastgroup:
            case "null":
                return None
            case "octal" | "hex" as base:
                return int(found[base], 8 if base == "octal" else 16)
            case "int":
                return int(text)
            case "float":
                return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError as error:  # Python refuses numbers of more than some thousand digits
        raise NotYaml(line, str(error)) from None
    return found.lastgroup == "true"
