"""Make text from outside safe for a terminal: a browser may send any token, and a terminal obeys escape sequences."""

from __future__ import annotations


def printable(text: str) -> str:
    """Replace characters that a terminal obeys or hides, such as ESC and line ends, with Python's escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)
