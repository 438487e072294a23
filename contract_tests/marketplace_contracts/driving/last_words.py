"""What a process said before it ended, in one line."""

from __future__ import annotations

import re

LAST = 5
_ERROR = re.compile(r"Error\b")


def last_words(text: str) -> str:
    """Give the last lines, and before them the first that names an error: Node tells of more after it than there is room for."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = next((line for line in lines[:-LAST] if _ERROR.search(line)), None)
    return " / ".join([*([first, "…"] if first else []), *lines[-LAST:]])
