"""Suggest known names for an unknown one, with one wording for all of the emulator's errors."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MOST = 10


def meant(given: object, known: Iterable[str]) -> str:
    """Ask "did you mean …?" with the nearest names, in upper or lower case; if no name is near, list the expected ones."""
    names = list(known)
    folded = get_close_matches(str(given).casefold(), {name.casefold() for name in names}, cutoff=0.5)
    near = [name for each in folded for name in names if name.casefold() == each]
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    if len(names) < 2:
        return f"expected {names[0]!r}" if names else "there is none"
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"expected one of {', '.join(map(repr, names[:MOST]))}{more}"
