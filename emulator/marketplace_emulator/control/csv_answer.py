"""Lists as CSV: an answer in one piece, so it is refused if it would be too large."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

from marketplace_emulator import csv_lines
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import Answer

CSV = "text/csv"
Format = Literal["json", "csv"]
MOST = 50_000
"""The most rows of an answer in CSV."""


def answer(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], command: str) -> Answer:
    """Answer with rows as CSV; raise Problem for more than MOST, with the command that reads page by page."""
    lines = [*islice(csv_lines.lines(columns, rows), MOST + 2)]
    if len(lines) > MOST + 1:  # the heading is one of them
        raise Problem(
            422,
            f"the CSV would have more than {MOST} rows; give limit and cursor, narrow it by since and until, "
            f"or use `marketplace-emulator {command} --format csv`",
        )
    return Answer(200, f"{CSV}; charset=utf-8; header=present", "".join(lines).encode())
