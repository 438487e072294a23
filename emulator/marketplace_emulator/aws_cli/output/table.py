"""`--output table`: boxes as wide as the terminal allows, with a nested box for each nested member."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from typing import Any, TextIO

from marketplace_emulator.aws_cli.answer import Answer
from marketplace_emulator.aws_cli.output.text import is_nested

PADDING = 4
BLUE, DARK_YELLOW, PLAIN = "\x1b[1m\x1b[34m", "\x1b[2m\x1b[33m", "\x1b[0m"


@dataclass
class Box:
    """A title, an optional header, and rows with the same number of cells."""

    title: str
    depth: int
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def add(self, cells: list[Any]) -> None:
        """Add a row; like the AWS CLI, refuse a row of a different length."""
        width = len(self.rows[0] if self.rows else self.header or cells)
        if len(cells) != width:
            raise ValueError(f"Row should have {width} elements, instead it has {len(cells)}")
        self.rows.append([str(cell) for cell in cells])

    @property
    def column_widths(self) -> list[int]:
        """Return the width of each column, with its padding."""
        every = [self.header, *self.rows] if self.header else self.rows
        return [max(width_of(cell) for cell in column) + PADDING for column in zip(*every, strict=True)]

    @property
    def width(self) -> int:
        """Return the width of the box, with its borders and those of the boxes around it."""
        outside = 2 + 2 * self.depth
        return max(width_of(self.title) + outside, sum(self.column_widths) + outside)

    def fitted(self, width: int) -> list[int]:
        """Stretch or shrink the columns to fill a width exactly; columns lost by rounding are spread one by one."""
        needed = self.column_widths
        fitted = [round(width / sum(needed) * column) for column in needed]
        missing = width - sum(fitted)
        order = range(len(fitted) - 1, -1, -1) if missing > 0 else range(len(fitted))
        for turn in range(abs(missing)):
            fitted[order[turn % len(order)]] += 1 if missing > 0 else -1
        return fitted

    def upright(self) -> Box:
        """Turn a box with a single row on its side: one header and its value per row."""
        if len(self.rows) != 1 or not self.header:
            return self
        return Box(self.title, self.depth, rows=[list(pair) for pair in zip(self.header, self.rows[0], strict=True)])


def write(answer: Answer, *, title: str, color: str, stream: TextIO, **_: Any) -> None:
    """Print the whole answer as boxes; print nothing for an empty answer."""
    found = answer.whole()
    if not found:
        return
    layout = Layout()
    layout.add(title, found)
    boxes = layout.boxes
    if max(box.width for box in boxes) > terminal_width(stream):
        boxes = [box.upright() for box in boxes]
    width = max(box.width for box in boxes)
    colored = color == "on" or (color == "auto" and stream.isatty())
    stream.write("-" * width + "\n")
    for box in boxes:
        edge = paint("|", DARK_YELLOW, colored) * box.depth
        stream.writelines(f"{edge}{line}{edge}\n" for line in drawn(box, width - 2 * box.depth, colored))


class Layout:
    """The boxes of an answer, in the order they are drawn; rows are added to the last box."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []

    def add(self, title: str | None, value: Any, depth: int = 0) -> None:
        """Lay out a non-empty value, in a box of its own if it has a title."""
        if title is not None:
            self.boxes.append(Box(title, depth))
        if isinstance(value, dict):
            self.add_structure(value, depth)
        elif isinstance(value, list) and isinstance(value[0], dict):
            self.add_structures(title or "", value, depth)
        elif isinstance(value, list):
            self.add_items(value)

    def add_items(self, items: list[Any]) -> None:
        """Add one row per item: a scalar, a list's items as cells, or (like the AWS CLI) only a structure's names."""
        for item in items:
            if not is_nested(item):
                self.boxes[-1].add([item])
            elif any(is_nested(cell) for cell in item):
                self.add(None, item)
            else:
                self.boxes[-1].add(list(item))

    def add_structure(self, value: dict[str, Any], depth: int) -> None:
        """Add a structure; a single scalar goes beside its name, several go below their names."""
        box = self.boxes[-1]
        scalars = sorted(name for name in value if not is_nested(value[name]))
        if len(scalars) == 1:
            box.add([scalars[0], value[scalars[0]]])
        elif scalars:
            box.header = scalars
            box.add([value[name] for name in scalars])
        self.add_nested(value, sorted(value.keys() - set(scalars)), depth)

    def add_structures(self, title: str, items: list[dict[str, Any]], depth: int) -> None:
        """Add a list of structures: one row each in one box, or one box each if any holds nested members."""
        scalars = sorted({name for item in items for name, value in item.items() if not is_nested(value)})
        nested = sorted({name for item in items for name, value in item.items() if is_nested(value)})
        self.boxes[-1].header = scalars
        for number, item in enumerate(items):
            if number and nested:
                self.boxes.append(Box(title, depth, header=scalars))
            self.boxes[-1].add([item.get(name, "") for name in scalars])
            self.add_nested(item, nested, depth)

    def add_nested(self, value: dict[str, Any], names: list[str], depth: int) -> None:
        """Add a box, one level deeper, for each of these members that is present and not empty."""
        for name in names:
            if value.get(name):
                self.add(name, value[name], depth + 1)


def drawn(box: Box, width: int, colored: bool) -> list[str]:
    """Draw a box of a given width, without the edges of the boxes around it."""
    lines = []
    if box.title:
        lines.append(centered(box.title, width, "|"))
        if not box.header and not box.rows:
            lines.append(f"+{'-' * (width - 2)}+")
    if not box.header and not (box.rows and box.rows[0]):
        return lines
    widths = box.fitted(width)
    # The first column's width includes the left border.
    rule = "+" + "".join("-" * (column - 1) + "+" for column in [widths[0] - 1, *widths[1:]])
    if box.header:
        cells = zip(box.header, widths, strict=True)
        lines += [rule, "".join(centered(cell, column, "" if n else "|") for n, (cell, column) in enumerate(cells))]
    if box.rows:
        lines.append(rule)
        for row in box.rows:
            cells = zip(row, widths, strict=True)
            lines.append(
                "".join(flush(cell, column, "" if n else "|", colored) for n, (cell, column) in enumerate(cells))
            )
        lines.append(rule)
    return lines


def centered(text: str, width: int, left: str) -> str:
    """Centre a text in a cell; only the first cell has a left border."""
    before = width // 2 - width_of(text) // 2 - 1
    after = width - 1 - len(left) - before - width_of(text)
    return f"{left}{' ' * before}{text}{' ' * after}|"


def flush(text: str, width: int, left: str, colored: bool) -> str:
    """Align a text to the left of a cell, indented by two columns if there is room."""
    before = 2 if width >= width_of(text) + 2 + len(left) + 1 else 0
    after = width - len(left) - before - width_of(text) - 1
    return f"{left}{' ' * before}{paint(text, BLUE, colored)}{' ' * after}|"


def paint(text: str, color: str, colored: bool) -> str:
    return f"{color}{text}{PLAIN}" if colored else text


def width_of(text: str) -> int:
    """Count the columns of a text; wide, full-width and ambiguous characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def terminal_width(stream: TextIO) -> int:
    """Return the terminal's width; 80 columns if the output is not a terminal."""
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 80
