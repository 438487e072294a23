"""The buyer's browser is sent to the seller with a registration token."""

from __future__ import annotations

from marketplace_emulator.console.timeline.entry import Arrow, Entry
from marketplace_emulator.console.timeline.nouns_shown import page_of, shown
from marketplace_emulator.console.timeline.wanted import Wanted
from marketplace_emulator.console.token_choices import CHOICES
from marketplace_emulator.shortening import shortened
from marketplace_emulator.store import Row, happened
from marketplace_emulator.world import World


def newest(world: World, wanted: Wanted, until: int, limit: int) -> list[tuple[int, Entry]]:
    """Return handovers with their positions, the newest first."""
    if wanted.handovers is None:
        return []
    rows = happened.handovers(world.store, wanted.handovers, wanted.token, until, limit)
    return [(row["position"], _entry(row)) for row in rows]


def _entry(row: Row) -> Entry:
    chosen = CHOICES.get(row["choice"])
    return Entry(
        id=f"handover-{row['position']}",
        at=row["at"],
        machine_at=row["machine_at"],
        arrows=(
            Arrow(
                source="browser",
                target="seller",
                lead="Browser posts to the seller:",
                text=f"token {shortened(row['token'])}",
                detail=f"chosen: {row['choice'] if chosen is None else chosen.title}",
            ),
        ),
        about=shown({noun: [row[noun]] for noun in ("token", *happened.NOUNS) if row[noun]}),
        facts=(("Fulfillment URL", row["url"]), *([] if chosen is None else [("Chosen", chosen.line)])),
        page=page_of("set-up", row["agreement_id"]),
    )
