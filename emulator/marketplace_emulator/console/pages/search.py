"""`/console/search`: what the identifiers in a text belong to, with links to the pages that show it."""

from __future__ import annotations

from marketplace_emulator.console.findable import FINDABLE
from marketplace_emulator.console.page import Page, Query, get
from marketplace_emulator.console.search import find
from marketplace_emulator.world import World


class Text(Query, frozen=True, kw_only=True):
    """The text to search for."""

    q: str | None = None


@get("/console/search")
def show_search(world: World, query: Text) -> Page:
    """Show what was found."""
    return Page("search.html", text=query.q, finds=find(world.store, query.q) if query.q else None, nouns=FINDABLE)
