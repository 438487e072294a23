"""AWS tells of an agreement: an event is emitted, whether or not somebody is subscribed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from marketplace_emulator.console.timeline.entry import Arrow, Entry, Tone
from marketplace_emulator.console.timeline.nouns_shown import page_of, shown
from marketplace_emulator.console.timeline.wanted import Wanted
from marketplace_emulator.events import SERVICES
from marketplace_emulator.store import Row, happened, wanted_events
from marketplace_emulator.store.happened import NOUNS
from marketplace_emulator.world import World


def newest(world: World, wanted: Wanted, until: int, limit: int) -> list[tuple[int, Entry]]:
    """Return events with their positions, the newest first."""
    if wanted.others is None:
        return []
    rows = happened.emitted(world.store, wanted.others, until, limit)
    deliveries = wanted_events.deliveries_of(world.store, rows)
    return [(row["position"], _entry(row, deliveries[row["position"]])) for row in rows]


def _entry(row: Row, deliveries: Sequence[Row]) -> Entry:
    became, tone = _became(deliveries)
    return Entry(
        id=f"message-{row['position']}",
        at=row["at"],
        machine_at=row["machine_at"],
        arrows=(Arrow(source="aws", target="messages", lead="AWS sends:", text=row["type"], detail=became, tone=tone),),
        about=shown({noun: [row[noun]] for noun in NOUNS if row[noun]}),
        why=tuple(
            ("warn", f"the fault {fault_id} ({kind}) changed the delivery to {each['subscription_id']}")
            for each in deliveries
            for fault_id, kind in msgspec.json.decode(each["faults"] or "[]")
        ),
        facts=(
            ("Channel", SERVICES[row["channel"]]),
            ("Event id", row["event_id"]),
            *[(f"Delivery to {each['subscription_id']}", each["state"]) for each in deliveries],
        ),
        page=page_of("agreements", row["agreement_id"], "messages", row["event_id"]) if row["agreement_id"] else None,
    )


def _became(deliveries: Iterable[Row]) -> tuple[str, Tone]:
    """Say what became of all deliveries together."""
    states = [each["state"] for each in deliveries]
    if not states:
        return "nobody is subscribed", "quiet"
    for state, tone in _STATES.items():
        if state in states:
            return state if len(states) == 1 else f"{states.count(state)} of {len(states)} {state}", tone
    return states[0], "quiet"


_STATES: dict[str, Tone] = {"lost": "bad", "sending": "info", "waiting": "warn", "delivered": "good"}
"""The states of a delivery, the one to tell of first first."""
