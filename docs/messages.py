"""The page of the messages that AWS sends about agreements, and of how long after a step each comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from marketplace_emulator import events, timings


def page(table: Callable[[tuple[str, ...], Iterable[tuple[str, ...]]], list[str]]) -> str:
    """Write the page."""
    lines = [
        "# The messages about agreements",
        "",
        "Generated from `events/` and `timings.py` by `make docs`. A product of the generation `legacy` tells the seller about its",
        "agreements on two SNS topics, a product of the generation `concurrent` by EventBridge. Each message has a JSON Schema, here",
        "and by `marketplace-emulator event schema TYPE`. The schemas allow members that AWS may add. [What is imitated](fidelity.md)",
        "has the source of each form, and the readings for what AWS's documents leave open.",
        "",
        "If the seller proposed the offer, the seller gets the `Proposer` form of agreement events; if a reseller did, the seller gets",
        "the `Manufacturer` form. License events always go to the manufacturer.",
        "",
        *_of("sns", "On the SNS topics", table),
        "",
        *_of("eventbridge", "By EventBridge", table),
        "",
        "## When they come",
        "",
        "Each length of time is a setting: `marketplace-emulator timing set created=30s`. **doc**: AWS's documentation says so. **seen**: somebody published it. **assumed**: nobody",
        "published it.",
        "",
        *table(
            ("timing", "default", "", "sure", "source"),
            (
                (f"`{each.name}`", each.default, each.what, f"**{each.sure}**", each.source)
                for each in timings.TIMINGS.values()
            ),
        ),
    ]
    return "\n".join(lines) + "\n"


def _of(
    channel: str, title: str, table: Callable[[tuple[str, ...], Iterable[tuple[str, ...]]], list[str]]
) -> Iterable[str]:
    yield f"## {title}"
    yield ""
    yield from table(
        ("message", "what it means"),
        (
            (f"[{type_}](../fixtures/schemas/{events.file_name(type_)}.json)", events.means(type_))
            for type_, each in events.EVENTS.items()
            if channel == each.CHANNEL
        ),
    )
