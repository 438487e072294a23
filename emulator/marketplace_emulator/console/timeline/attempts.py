"""An attempt to deliver a message to the seller, and what the seller answers."""

from __future__ import annotations

import msgspec

from marketplace_emulator import duration
from marketplace_emulator.console.rendering import moment
from marketplace_emulator.console.timeline.entry import Arrow, Entry, Tone, took
from marketplace_emulator.console.timeline.nouns_shown import page_of, shown
from marketplace_emulator.console.timeline.wanted import Wanted
from marketplace_emulator.store import Row, happened
from marketplace_emulator.store.happened import NOUNS
from marketplace_emulator.world import World


def newest(world: World, wanted: Wanted, until: int, limit: int) -> list[tuple[int, Entry]]:
    """Return attempts with their positions, the newest first."""
    if wanted.others is None:
        return []
    return [(row["position"], _entry(row)) for row in happened.attempts(world.store, wanted.others, until, limit)]


def _entry(row: Row) -> Entry:
    again = "" if row["number"] == 1 else f"attempt {row['number']}"
    became, tone = _became(row)
    return Entry(
        id=f"attempt-{row['position']}",
        at=row["at"],
        machine_at=row["machine_at"],
        arrows=(
            Arrow(source="messages", target="seller", lead="Message to the seller:", text=row["type"], detail=again),
            Arrow(
                source="seller",
                target="messages",
                lead="Seller answers:",
                text=row["outcome"],
                detail=", ".join([took(row["seconds"] * 1000), *became]),
                tone=tone,
                is_answer=True,
            ),
        ),
        about=shown({noun: [row[noun]] for noun in NOUNS if row[noun]}),
        why=tuple(
            ("warn", f"the fault {fault_id} ({kind}) changed this delivery")
            for fault_id, kind in msgspec.json.decode(row["faults"] or "[]")
        ),
        facts=(
            ("Subscription", row["subscription_id"]),
            ("Sent to", f"{row['target']} ({row['kind']})" if row["target"] else "a subscription that is removed"),
            ("Event id", row["event_id"]),
            *([("The seller's answer", row["answer"])] if row["answer"] else []),
        ),
        page=page_of("agreements", row["agreement_id"], "messages", row["event_id"]) if row["agreement_id"] else None,
    )


def _became(row: Row) -> tuple[list[str], Tone]:
    """Say what the attempt led to: the end of the delivery, if it is the last one, or a later attempt."""
    if row["number"] < row["attempts"]:
        return ["tried again later"], "bad"
    if row["state"] == "delivered":
        return [], "good"
    if row["state"] == "lost":
        return ["given up"], "bad"
    following = row["next_attempt_at"]
    return ([] if following is None else [f"next attempt at {moment(duration.iso(following))}"]), "bad"
