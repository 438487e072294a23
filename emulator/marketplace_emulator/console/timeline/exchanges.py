"""The seller asks AWS, and AWS answers."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace_emulator.console.timeline.entry import Arrow, Entry, Tone, took
from marketplace_emulator.console.timeline.nouns_shown import Shown, named, page_of, shown
from marketplace_emulator.console.timeline.wanted import Wanted
from marketplace_emulator.shortening import Shortening
from marketplace_emulator.store import Row, exchanges, happened
from marketplace_emulator.store.happened import LAST
from marketplace_emulator.world import World

BROKEN_OFF = {
    "drop": "no answer, the connection was dropped",
    "hang": "no answer, the connection hung",
    "cut": "half an answer, then the connection was cut",
}
"""What became of an answer that did not arrive, by its outcome."""

_SAME = ("license_arn", "customer_identifier")
"""Nouns whose timeline is that of the agreement or the buyer."""


def newest(world: World, wanted: Wanted, until: int, limit: int) -> list[tuple[int, Entry]]:
    """Return exchanges with their numbers, the newest first."""
    agreement_id = wanted.agreement_id
    rows = exchanges.newest(
        world.store,
        wanted.exchanges,
        min(until, LAST if wanted.until is None else wanted.until),
        limit,
        beside={} if agreement_id is None else happened.other_tokens(world.store, agreement_id),
        billed_to=agreement_id,
    )
    return [(row["id"], _entry(row)) for row in rows]


def _entry(row: Row) -> Entry:
    about, faults = row["about"], _pairs(row["faults"], row["fault_kinds"])
    path = Shortening(about.get("token", ())).text(row["path"])
    asked: str = row["operation"] or f"{row['method']} {path}"
    readings = [each.replace("=", ", which is ") for each in row["readings"].split(",") if each]
    return Entry(
        id=f"exchange-{row['id']}",
        at=row["at"],
        machine_at=row["machine_at"],
        arrows=(
            Arrow(source="seller", target="aws", lead="Seller asks AWS:", text=asked, detail=named(about)),
            Arrow(
                source="aws",
                target="seller",
                lead="AWS answers:",
                text=BROKEN_OFF.get(row["outcome"], str(row["outcome"])),
                detail="" if row["outcome"] == "hang" else _told(row) + took(row["duration_ms"]),
                tone=_tone(row, faults),
                is_answer=True,
            ),
        ),
        about=((Shown("operation", row["operation"]),) if row["operation"] else ()) + shown(about, _SAME),
        why=(
            *[("warn", f"decided by the fault {fault_id} ({kind})") for fault_id, kind in faults],
            *[("info", f"decided by the reading {each}") for each in readings],
        ),
        page=page_of("exchanges", str(row["id"])),
    )


def _pairs(faults: str, kinds: str) -> Sequence[tuple[str, str]]:
    return [*zip(faults.split(","), kinds.split(","), strict=True)] if faults else []


def _told(row: Row) -> str:
    """Say who the buyer is, if the seller asked with a token and AWS told it."""
    buyers = row["about"].get("customer_aws_account_id", ())
    is_told = row["outcome"] == "ok" and row["about"].get("token") and buyers
    return f"{named({'customer_aws_account_id': buyers})}, " if is_told else ""


def _tone(row: Row, faults: Sequence[tuple[str, str]]) -> Tone:
    if row["outcome"] != "ok":
        return "bad"
    return "warn" if faults else "good"
