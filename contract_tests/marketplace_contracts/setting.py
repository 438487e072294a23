"""A setting: its name and type, which values are allowed, and how it is written on a command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal


class Usage(ValueError):
    """A setting is wrong; the text has the value, what was expected, and the next step."""


@dataclass(frozen=True)
class Row:
    """What a field says about its setting. The message for a value that is not `good` ends with `expected`.

    `unoffered` is the default of a choice, if the options do not offer it. The command that repeats a contract has only
    the settings that are `repeated`.
    """

    help: str
    metavar: str = ""
    expected: str = ""
    good: Callable[[Any], bool] = lambda _: True
    least: int | None = None
    unoffered: str = ""
    repeated: bool = True


def row(help: str, metavar: str = "", **more: Any) -> dict[str, Row]:  # noqa: A002  # what click and argparse call it
    """Return the metadata of a field that is a setting."""
    return {"row": Row(help, metavar, **more)}


@dataclass(frozen=True)
class Setting:
    """A setting. `kind` is `text`, `whole` (number), `number`, `many` (texts) or `pairs` (of texts)."""

    name: str
    default: Any
    kind: Literal["text", "whole", "number", "many", "pairs"]
    choices: tuple[str, ...]
    row: Row

    @property
    def option(self) -> str:
        """The name of the option, without the leading dashes, which is also the configuration key."""
        return self.name.replace("_", "-")

    @property
    def offered(self) -> tuple[str, ...]:
        """The choices that options offer."""
        return tuple(each for each in self.choices if each != self.row.unoffered)

    def check(self, value: Any) -> None:
        """Raise Usage with the value and what was expected if the value is not allowed."""
        row, expected = self.row, self.row.expected
        if self.choices and value not in (*self.choices, self.default):
            raise Usage(f"{self.option} is {value!r}; expected {' or '.join(self.choices)}")
        for each in value.items() if self.kind == "pairs" else value if self.kind == "many" else (value,):
            if not row.good(each) or (row.least is not None and each < row.least):
                shown = "=".join(each) if self.kind == "pairs" else each
                raise Usage(f"{self.option} is {shown!r}; expected {expected}")

    def words(self, value: Any) -> list[str]:
        """Return the words of a command line for a value; none if it is the default."""
        if value == self.default:
            return []
        if self.kind == "many":
            written = list(value)
        elif self.kind == "pairs":
            written = [f"{name}={each}" for name, each in value.items()]
        else:
            written = [f"{value:g}" if self.kind == "number" else str(value)]
        return [word for each in written for word in (f"--{self.option}", each)]


def pair(written: str) -> tuple[str, str]:
    """Read NAME=VALUE, or raise Usage."""
    name, equals, value = written.partition("=")
    if not equals:
        raise Usage(f"{written!r} is not NAME=VALUE")
    return name, value
