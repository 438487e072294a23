"""Make text from outside safe for a terminal: a browser may send any token, and a terminal obeys escape sequences."""

from __future__ import annotations

import json


def printable(text: str) -> str:
    """Replace characters that a terminal obeys or hides, such as ESC and line ends, with Python's escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def printable_lines(text: str) -> str:
    """Replace such characters in each line of a text."""
    return "\n".join(map(printable, text.split("\n")))


def json_text(value: object, indent: int | None = None) -> str:
    """Write a value as JSON, with such characters as JSON's escapes: a reader of the JSON sees no difference."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(each if each == "\n" or each.isprintable() else json.dumps(each)[1:-1] for each in text)
