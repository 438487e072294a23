"""Text from outside as a terminal may show it: a buyer's browser chooses tokens, and a terminal obeys escape sequences."""

from __future__ import annotations


def printable(text: str) -> str:
    """Write what a terminal would obey or hide, such as ESC and line ends, as Python's escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)
