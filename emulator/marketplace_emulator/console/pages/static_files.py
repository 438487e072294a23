"""The console's own files: styles, scripts and pictures."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from marketplace_emulator.console.page import Piece, Query, get
from marketplace_emulator.console.rendering import STATIC
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.world import World

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
KEPT = (("Cache-Control", "public, max-age=31536000, immutable"),)
"""A year, for a link that changes with what is in the file, and for a file that has a version in its name."""
_VERSION = re.compile(r"-\d+\.\d+")


class Link(Query, frozen=True, kw_only=True):
    """What a link to a file says of what is in it; a script that imports another does not say it."""

    v: str | None = None


@get("/console/static/<name>", in_transaction=False)
def show_file(world: World, name: str, query: Link) -> Piece:
    """Show one of the console's own files."""
    if name not in _files():
        raise Problem(404, f"The console has no file {name!r}.")
    kept = KEPT if query.v or _VERSION.search(name) else ()
    return Piece((STATIC / name).read_bytes(), TYPES[Path(name).suffix], kept)


@cache
def _files() -> frozenset[str]:
    return frozenset(each.name for each in STATIC.iterdir() if each.suffix in TYPES)
