"""CSV as RFC 4180 has it, whose texts no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that Excel, LibreOffice or Google Sheets may take for a formula; `'` before it makes it a text."""


def lines(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the heading and then each row, with their line ends. A value of several parts is JSON, and None is empty."""
    written = io.StringIO()
    writer = csv.writer(written)
    for line in _all(columns, rows):
        writer.writerow(line)
        yield written.getvalue()
        written.seek(0)
        written.truncate()


def _all(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[Iterable[str]]:
    yield columns
    for row in rows:
        yield (cell(row[column]) for column in columns)


def cell(value: object) -> str:
    """Write a value as a cell."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_FORMULA) else text
