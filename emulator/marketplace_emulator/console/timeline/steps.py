"""A step of an agreement: the buyer takes it on AWS's page, or AWS by itself."""

from __future__ import annotations

import msgspec

from marketplace_emulator import agreements
from marketplace_emulator.console.timeline.entry import Arrow, Entry
from marketplace_emulator.console.timeline.nouns_shown import page_of, shown
from marketplace_emulator.console.timeline.wanted import Wanted
from marketplace_emulator.store import Row, happened
from marketplace_emulator.store.happened import NOUNS
from marketplace_emulator.world import World


def newest(world: World, wanted: Wanted, until: int, limit: int) -> list[tuple[int, Entry]]:
    """Return steps with their positions, the newest first."""
    if wanted.others is None:
        return []
    return [(row["position"], _entry(row)) for row in happened.steps(world.store, wanted.others, until, limit)]


def _entry(row: Row) -> Entry:
    module, refusal = agreements.STEPS.get(row["step"]), row["refusal"]
    by_buyer = module is not None and module.BY == "buyer"
    details = msgspec.json.decode(row["details"])
    return Entry(
        id=f"step-{row['position']}",
        at=row["at"],
        machine_at=row["machine_at"],
        arrows=(
            Arrow(
                source="browser" if by_buyer else "aws",
                target="aws",
                lead="Buyer tells AWS:" if by_buyer else "AWS by itself:",
                text=row["step"].replace("_", " "),
                detail=f"agreement {row['agreement_id']}" if refusal is None else f"not taken: {refusal}",
                tone="quiet" if refusal is None else "bad",
            ),
        ),
        about=shown({noun: [row[noun]] for noun in NOUNS}),
        facts=tuple(_fact(name, value) for name, value in details.items()),
        page=page_of("agreements", row["agreement_id"]),
    )


def _fact(name: str, value: object) -> tuple[str, str]:
    return name, value if isinstance(value, str) else msgspec.json.encode(value).decode()
