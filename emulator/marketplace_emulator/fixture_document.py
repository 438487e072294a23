"""A fixture file's text: its YAML, and the line of each entry."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

import msgspec

from marketplace_emulator import mistake
from marketplace_emulator.printable import printable_lines
from marketplace_emulator.yaml_file import NotYaml, Yaml

Shape = TypeVar("Shape")


class FixtureError(ValueError):
    """A mistake in a fixture file; the text has the file, line and path, and what was expected."""

    def __init__(self, text: str) -> None:
        super().__init__(printable_lines(text))


class Document:
    """A fixture file's YAML; raises FixtureError if the file cannot be read."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self._yaml = Yaml(file.read_text(encoding="utf-8"))
        except NotYaml as error:
            what = f"{error.path}: " if error.path else "is not YAML: "
            raise FixtureError(f"{file}:{error.line}: {what}{error.problem}") from None
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise FixtureError(f"{file}: cannot be read: {reason}; give the path of a YAML file") from None

    def read(self, shape: type[Shape]) -> Shape:
        """Convert the content to a msgspec type, or raise FixtureError for the first mistake."""
        content = {} if self._yaml.value is None else self._yaml.value
        try:
            return msgspec.convert(content, shape)
        except msgspec.ValidationError as error:
            text = mistake.sentence(error, content, shape, short=True)
            if re.match("Expected `str.*, got `(int|float|bool)`", str(error)) and "in quotes" not in text:
                text += "; write it in quotes"
            raise self.error(f"${mistake.place(error, content, shape)}", text) from None

    def error(self, path: str, text: str) -> FixtureError:
        """Return the error for the entry at a path such as `$.tokens[0].agreement`."""
        return FixtureError(f"{self.file}:{self._yaml.line(path)}: {path}: {text}")
