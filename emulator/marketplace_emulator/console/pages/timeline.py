"""`/console/timeline`: what browser, seller, AWS and messages say to each other, for a filter."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from marketplace_emulator.console import timeline
from marketplace_emulator.console.page import Page, get
from marketplace_emulator.console.timeline.nouns_shown import LABELS
from marketplace_emulator.control.exchanges import outcomes
from marketplace_emulator.exchange_filter import FILTER
from marketplace_emulator.operations import HERE
from marketplace_emulator.world import World

TimelineQuery: Any = FILTER.struct(
    "TimelineQuery", before=(str | None, None), until=(Annotated[int, Meta(ge=1, le=2**53)] | None, None)
)
"""The one filter for exchanges, and where the page ends: `before` a place, or with the exchange of a number."""
_FIRST = ("customer_aws_account_id", "agreement_id", "token")
"""The nouns whose fields stand first; the others are found under more."""
_OTHERS = {
    **{noun: label for noun, label in LABELS.items() if noun not in _FIRST},
    "status": "HTTP status",
    "since": "since",
}


@get("/console/timeline")
def show_timeline(world: World, query: TimelineQuery) -> Page:
    """Show a page of the timeline."""
    wanted = FILTER.given(query)
    return Page(
        "timeline.html",
        timeline=timeline.of(world, wanted, before=query.before, until=query.until),  # type: ignore[arg-type]
        given={name: wanted.get(name, "") for name in FILTER.fields},
        labels={**LABELS, "operation": "operation", "outcome": "outcome", **_OTHERS},
        first=_FIRST,
        others=_OTHERS,
        operations=sorted({*HERE, *([wanted["operation"]] if "operation" in wanted else [])}),
        outcomes=sorted(outcomes(), key=lambda each: (each != "ok", each[0].isupper(), each)),
    )
