"""What somebody may have meant by a name that is not known: one wording for the emulator's mistakes of this kind."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MOST = 10


def meant(given: object, known: Iterable[str]) -> str:
    """Ask whether one of the names nearest to the one given is meant, or list what is expected where none is near."""
    names = list(known)
    near = get_close_matches(str(given), names, cutoff=0.5)
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"expected one of {', '.join(map(repr, names[:MOST]))}{more}" if names else "there is none"
