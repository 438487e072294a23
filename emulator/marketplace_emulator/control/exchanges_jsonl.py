"""The journal as JSON lines, one exchange a line."""

from __future__ import annotations

import msgspec

from marketplace_emulator.control.exchanges import Filter, every
from marketplace_emulator.control.route import Answer, route
from marketplace_emulator.world import World


@route("GET", "/exchanges.jsonl", content_type="application/jsonl")
def export_exchanges(world: World, query: Filter) -> Answer:
    """Export the exchanges, one a line in JSON."""
    lines = [msgspec.json.encode(each) for each in every(world, query)]
    return Answer(200, "application/jsonl", b"".join(line + b"\n" for line in lines))
