"""Timings: list and set them."""

from __future__ import annotations

from typing import Annotated, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.route import route
from marketplace_emulator.timings import TIMINGS
from marketplace_emulator.world import World


class Timing(TypedDict):
    """A length of time that AWS takes, its default, the default's source, and how sure that is: doc, seen or assumed."""

    name: str
    what: str
    length: Annotated[str, Meta(description="the one in force, such as 72s")]
    default: str
    sure: str
    source: str


class Timings(msgspec.Struct, frozen=True, kw_only=True):
    """All timings."""

    items: list[Timing]


@route("GET", "/timings")
def list_timings(world: World) -> Timings:
    """List how long after a step each message comes, with the sources."""
    return Timings(
        items=[
            Timing(
                name=each.name,
                what=each.what,
                length=duration.length(world.timings[each.name]),
                default=each.default,
                sure=each.sure,
                source=each.source,
            )
            for each in TIMINGS.values()
        ]
    )


@route("PUT", "/timings")
def set_timings(world: World, body: dict[str, str | float]) -> Timings:
    """Set timings for the steps from now on, such as 5s; the others do not change."""
    world.set_timings(body)
    return list_timings(world)
