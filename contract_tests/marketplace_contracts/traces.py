"""Stack traces on a page: Python's, JavaScript's, Java's, Go's, PHP's and Ruby's."""

from __future__ import annotations

import re

TRACES = (
    re.compile(r"Traceback \(most recent call last\)"),
    re.compile(r'File "[^"\n]+", line \d+, in '),
    re.compile(r"^\s*at [\w.$<> ]+ ?\(?[^\s()]+:\d+(?::\d+)?\)?$", re.MULTILINE),
    re.compile(r"\bat [\w.$<>]+\([\w$]+\.java:\d+\)"),
    re.compile(r"goroutine \d+ \[running\]"),
    re.compile(r"#\d+ \S+\.php\(\d+\)"),
    re.compile(
        r"(?:error|Warning|Notice|Deprecated)(?:</b>)?: [^\n]{1,400} in (?:<b>)?\S+(?:</b>)? on line (?:<b>)?\d+"
    ),
    re.compile(r"\.rb:\d+:in [`']"),
)


def find_trace(text: str) -> str | None:
    """Return the beginning of a stack trace, or None."""
    found = next((found for pattern in TRACES if (found := pattern.search(text))), None)
    return found.group(0).strip() if found else None
