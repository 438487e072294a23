"""`--output text`: one line per item, values separated by tabs, for `cut` and `awk`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from marketplace_emulator.aws_cli.answer import Answer


def write(answer: Answer, *, stream: TextIO, **_: Any) -> None:
    """Print the lines of each page as the page arrives."""
    for part in answer.each_result():
        stream.writelines(f"{line}\n" for line in lines(part))


def lines(value: Any, label: str = "", columns: Sequence[str] | None = None) -> Iterator[str]:
    """Write a value as lines; the label is the upper-case name of the member that holds it."""
    match value:
        case dict():
            yield from lines_of_structure(value, label, columns)
        case list():
            yield from lines_of_list(value, label)
        case _:
            yield str(value)


def lines_of_structure(structure: dict[str, Any], label: str, columns: Sequence[str] | None) -> Iterator[str]:
    """Write the scalars on one line, sorted by name, then each nested member below.

    Structures of one list share their columns, so that every line of the list has the same number of values.
    """
    if columns is None:
        columns = [name for name in sorted(structure) if not is_nested(structure[name])]
    if columns:
        yield "\t".join([label] * bool(label) + [str(structure.get(name, "")) for name in columns])
    for name in sorted(structure.keys() - set(columns)):
        yield from lines(structure[name], label=name.upper())


def lines_of_list(items: list[Any], label: str) -> Iterator[str]:
    """Write a list: one line per structure; scalars together on one line, or one line each under a label."""
    structures = [item for item in items if isinstance(item, dict)]
    if structures:
        columns = sorted({name for item in structures for name, value in item.items() if not is_nested(value)})
        for item in items:
            yield from lines(item, label, columns)
        return
    scalars = [str(item) for item in items if not is_nested(item)]
    if label:
        yield from (f"{label}\t{scalar}" for scalar in scalars)
    elif scalars:
        yield "\t".join(scalars)
    for item in items:
        if is_nested(item):
            yield from lines(item, label)


def is_nested(value: object) -> bool:
    return isinstance(value, dict | list)
