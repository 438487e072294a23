"""A fixture file as it is written: its YAML, and where each entry stands in it."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from marketplace_emulator import mistake

Shape = TypeVar("Shape")

MOST_VALUES = 5_000_000
"""Values in a file: a world of 100,000 agreements with tokens has two million, and aliases of aliases soon have billions."""


class FixtureError(ValueError):
    """A mistake in a fixture file; the text has its file, line and path, and what was expected."""


class Document:
    """A fixture file's YAML; FixtureError where it cannot be read."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._weights: dict[int, int] = {}
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise FixtureError(f"{file}: cannot be read: {reason}; give the path of a YAML file") from None
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        try:
            self._root: yaml.Node | None = loader.get_single_node()
            self._weigh(self._root, "$")
            content = {} if self._root is None else loader.construct_document(self._root)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise FixtureError(f"{file}:{line}: is not YAML: {error.problem}") from None
        except FixtureError:
            raise
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise FixtureError(f"{file}:1: is not YAML: {error}") from None
        finally:
            loader.dispose()
        self._content = _plain(content)

    def read(self, shape: type[Shape]) -> Shape:
        """Read the whole file into a msgspec type, or raise FixtureError for what does not fit."""
        try:
            return msgspec.convert(self._content, shape)
        except msgspec.ValidationError as error:
            text = mistake.sentence(error, self._content, shape, short=True)
            if re.match("Expected `str.*, got `(int|float|bool)`", str(error)) and "in quotes" not in text:
                text += "; write it in quotes"
            raise self.error(f"${mistake.place(error, self._content)}", text) from None

    def error(self, path: str, text: str) -> FixtureError:
        """Make the error for the entry at a path such as `$.tokens[0].agreement`."""
        return FixtureError(f"{self.file}:{self._line(path)}: {path}: {text}")

    def _line(self, path: str) -> int:
        node, line = self._root, 1
        for key, index in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path):
            if isinstance(node, yaml.MappingNode) and key:
                pair = next(((name, value) for name, value in node.value if name.value == key), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
                node = node.value[int(index)]
                line = node.start_mark.line + 1
            else:
                break
        return line

    def _weigh(self, node: yaml.Node | None, path: str, around: tuple[yaml.Node, ...] = ()) -> int:
        """Count what a node holds, with its aliases written out; refuse what is written twice or would be endless."""
        if node in around:
            raise self.error(path, "is an alias of what it stands in; write it out as far as it is meant to go")
        if isinstance(node, yaml.MappingNode):
            self._forbid_twins(node, path)
            parts = [(value, f"{path}.{name.value}") for name, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            parts = [(value, f"{path}[{index}]") for index, value in enumerate(node.value)]
        else:
            return 1
        if id(node) not in self._weights:
            self._weights[id(node)] = 1 + sum(self._weigh(part, here, (*around, node)) for part, here in parts)
            if self._weights[id(node)] > MOST_VALUES:
                raise self.error(
                    path, f"holds more than {MOST_VALUES:,} values, its aliases written out; make it smaller"
                )
        return self._weights[id(node)]

    def _forbid_twins(self, node: yaml.MappingNode, path: str) -> None:
        seen: set[str] = set()
        for name, _ in node.value:
            if isinstance(name, yaml.ScalarNode) and name.value in seen:
                line = name.start_mark.line + 1
                raise FixtureError(f"{self.file}:{line}: {path}.{name.value}: is written twice; keep one of them")
            seen.add(name.value if isinstance(name, yaml.ScalarNode) else "")


def _plain(value: Any) -> Any:
    # YAML reads an ISO time as a time; fixtures keep the words, because `now+4h` is none.
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime | date) else value
