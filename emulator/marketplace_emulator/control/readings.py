"""Readings: list and set them."""

from __future__ import annotations

from typing import Any, TypedDict

import msgspec

from marketplace_emulator.control.route import route
from marketplace_emulator.readings import READINGS
from marketplace_emulator.world import World


class Alternative(TypedDict):
    """One way to read AWS's documents, its source, and how sure it is: doc, seen or assumed."""

    value: str
    source: str
    sure: str


class Reading(TypedDict):
    """A reading: its question, the value in force, and the alternatives, the default first."""

    name: str
    question: str
    value: str
    alternatives: list[Alternative]


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """All readings."""

    items: list[Reading]


@route("GET", "/readings")
def list_readings(world: World) -> Readings:
    """List the readings with their sources."""
    return Readings(
        items=[
            Reading(
                name=each.name,
                question=each.question,
                value=world.readings[each.name],
                alternatives=[
                    Alternative(value=value, source=source, sure=each.marks[value])
                    for value, source in each.sources.items()
                ],
            )
            for each in READINGS.values()
        ]
    )


@route("PUT", "/readings")
def set_readings(world: World, body: dict[str, Any]) -> Readings:
    """Set readings; the others do not change."""
    world.set_readings(body)
    return list_readings(world)
