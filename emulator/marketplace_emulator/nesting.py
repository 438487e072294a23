"""How deep a JSON value is nested: one that is too deep is treated as text, since a walk through it could not end well."""

from __future__ import annotations

from typing import Any

DEEPEST = 100
"""Levels of lists and objects that are read as JSON."""


def too_deep(value: Any) -> bool:
    """Say whether a decoded JSON value has more levels than that; the decoder's own limit differs between Pythons."""
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
