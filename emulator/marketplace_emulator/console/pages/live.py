"""The events that tell open pages of changes."""

from __future__ import annotations

from marketplace_emulator.console import live
from marketplace_emulator.console.page import Piece, Query, get
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.world import World


class Seen(Query, frozen=True, kw_only=True):
    """What the page shows, as its <main> has it in `data-seen`; a browser that asks again sends the last event's id."""

    seen: str | None = None


@get("/console/live", in_transaction=False)
def tell(world: World, query: Seen, request: HttpRequest) -> Piece:
    """Tell a page when something has changed, until it leaves."""
    last_seen = request.headers.get("last-event-id") or query.seen
    return Piece(b"", "text/event-stream", stream=live.events(world, last_seen))
