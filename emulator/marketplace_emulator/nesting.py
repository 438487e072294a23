"""Limit how deeply a JSON value is nested: a deeper value is treated as text, because code that walks it might fail."""

from __future__ import annotations

from typing import Any

DEEPEST = 100
"""The most levels of lists and objects that are read as JSON."""


def too_deep(value: Any) -> bool:
    """Return whether a decoded JSON value has more than DEEPEST levels; the decoder's limit depends on the Python."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True
