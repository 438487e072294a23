"""What a process wrote before it ended, in one line."""

from __future__ import annotations

import re

LAST = 5
_ERROR = re.compile(r"Error\b")


def last_words(text: str) -> str:
    """Return the last lines, after the first line that names an error: Node writes many more lines after the error."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = next((line for line in lines[:-LAST] if _ERROR.search(line)), None)
    return " / ".join([*([first, "…"] if first else []), *lines[-LAST:]])
