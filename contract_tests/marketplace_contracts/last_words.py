"""What a subject wrote before it ended or gave up: its last lines without stack frames, and the error that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

LAST = 8
_ERROR = re.compile(
    r"\b[\w.]*(?:Error|Exception)\b|\b(?:[Ee]rror|ERROR|panic|[Ff]atal|FATAL|CRITICAL|Unhandled|Uncaught)\b|\bCan(?:no|')t\b|\bcannot\b"
)
_TRACEBACK = re.compile(r"^Traceback \(most recent call last\):$|^Stack trace:$|^goroutine \d+ \[")
_FRAME = re.compile(
    r"^File \"[^\"]*\", line \d+|^at \S|^from \S+:\d+:in |^#\d+ |^\.\.\. \d+ more$|^[\^~\s]+$|^Node\.js v\d"
)


def _without_frames(text: str) -> Iterator[str]:
    """Yield the lines that a person reads: no stack frames, and not the line of code that Python shows below each."""
    code = False
    for written in text.splitlines():
        line = written.strip()
        frame = bool(_FRAME.search(line))
        code = code and written.startswith(" ")  # frames of frozen modules have no code
        if line and not frame and not code and not _TRACEBACK.search(line):
            yield line
        code = frame and line.startswith("File ")


def error_line(text: str) -> str:
    """Return the last line that names an error, which in most languages is its cause; empty if there is none."""
    return next((line for line in reversed(list(_without_frames(text))) if _ERROR.search(line)), "")


def last_lines(text: str) -> list[str]:
    """Return the last lines, after the line that names the error, if many came after it."""
    lines, error = list(_without_frames(text)), error_line(text)
    last = lines[-LAST:]
    return [error, "…", *last] if error and error not in last else last


def last_words(text: str) -> str:
    """Return the last lines in one line."""
    return " / ".join(last_lines(text))
