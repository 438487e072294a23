"""A setting: its name and type, what is good for a value, and how it is written on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal


class Usage(ValueError):
    """The run was told something that cannot be; the text says what, what was expected, and the next step."""


@dataclass(frozen=True)
class Row:
    """What a setting is beside its name, type and default. `expected` ends the sentence that refuses a value that is not `good`.

    `unoffered` is a choice that the options do not offer: it is the default. A setting that is not `repeated` is none of the
    words that try a contract again in the same way.
    """

    help: str
    metavar: str = ""
    expected: str = ""
    good: Callable[[Any], bool] = lambda _: True
    least: int | None = None
    unoffered: str = ""
    repeated: bool = True


def row(help: str, metavar: str = "", **more: Any) -> dict[str, Row]:  # noqa: A002  # what click and argparse call it
    """Make the metadata of a field that is a setting."""
    return {"row": Row(help, metavar, **more)}


@dataclass(frozen=True)
class Setting:
    """A row of the table with its name and type. `kind` is `text`, `whole`, `number`, `many` texts or `pairs` of texts."""

    name: str
    default: Any
    kind: Literal["text", "whole", "number", "many", "pairs"]
    choices: tuple[str, ...]
    row: Row

    @property
    def option(self) -> str:
        """Its name as an option, without the dashes, and in the configuration."""
        return self.name.replace("_", "-")

    @property
    def offered(self) -> tuple[str, ...]:
        """The choices that the options offer."""
        return tuple(each for each in self.choices if each != self.row.unoffered)

    def check(self, value: Any) -> None:
        """Raise Usage with the value and what was expected, if it is none that can be."""
        row, expected = self.row, self.row.expected
        if self.choices and value not in (*self.choices, self.default):
            raise Usage(f"{self.option} is {value!r}; expected {' or '.join(self.choices)}")
        if self.kind == "pairs":
            for name, each in value.items():
                if not name or "=" in name or "\0" in name + each:
                    raise Usage(
                        f"{self.option} has a variable {name!r} that no environment can hold; expected NAME=VALUE, e.g. DATABASE=test.db"
                    )
        for each in value if self.kind == "many" else (value,):
            if not row.good(each) or (row.least is not None and each < row.least):
                raise Usage(f"{self.option} is {each!r}; expected {expected}")

    def words(self, value: Any) -> list[str]:
        """Write a value as words of the command line; none if it is the default."""
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
        raise Usage(f"{written!r} is not NAME=VALUE, e.g. DATABASE=test.db")
    return name, value
