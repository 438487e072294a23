"""The events that come before the end of an agreement: each step plans them anew, for the end as it then is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from marketplace_emulator import duration
from marketplace_emulator.events import facts, renewal
from marketplace_emulator.events.messages import (
    purchase_agreement_ending_proposer as ending,
)
from marketplace_emulator.events.messages import (
    purchase_agreement_renewal_terms_finalized_proposer as finalized,
)
from marketplace_emulator.events.messages import (
    purchase_agreement_renewal_upcoming_proposer as upcoming,
)
from marketplace_emulator.readings.messages import ENDING_DAYS
from marketplace_emulator.store import Row, events, products
from marketplace_emulator.world import World

TYPES = (ending.TYPE, finalized.TYPE, upcoming.TYPE)
_DAY = 86_400


def withdraw(world: World, agreements: Iterable[tuple[str, float]]) -> None:
    """Withdraw the notices of agreements, of each those that are planned for later than a time."""
    events.withdraw(world.store, agreements, TYPES)


def due(
    world: World, agreement: Row, offer: Row | None, after: float, *, renews: bool
) -> Iterator[tuple[str, float, str]]:
    """Yield the notices of an agreement after a time: the type, the time, and the facts."""
    end = agreement["end_time"]
    if agreement["payment_failed"] or end >= duration.NEVER:  # the end of one that has ended is not after `after`
        return
    if products.find(world.store, agreement["product_code"])["generation"] != "concurrent":
        return
    found: list[tuple[str, float, dict[str, Any]]] = []
    if renews or world.readings["agreement_ending_for"] == "every_agreement":
        for days in ENDING_DAYS[world.readings["agreement_ending_days"]]:
            found.append((ending.TYPE, end - days * _DAY + world.timings["ending"], {"days": days}))
    known = renewal.of(offer, end)
    if renews and known.terms_finalized is not None:
        found.append((finalized.TYPE, known.terms_finalized + world.timings["renewal_terms_finalized"], {}))
    if renews and known.lockout_start is not None:
        found.append((upcoming.TYPE, known.lockout_start + world.timings["renewal_upcoming"], {}))
    for type_, at, details in found:
        if at > after:
            yield type_, at, facts.of(agreement, "NEW", **details)
