"""Lanes: each subscription has one, in which its deliveries go on their way, whatever happens in the others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgspec

from marketplace_emulator.deliveries.kind import Kind, kinds
from marketplace_emulator.store import subscriptions
from marketplace_emulator.world import World

AT_ONCE = 8
"""How many attempts of one subscription are made at once, by all processes together."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A subscription as it is sent to."""

    subscription_id: str
    kind: Kind
    target: str
    settings: Any


@lru_cache(maxsize=256)
def settings(kind: str, written: str) -> Any:
    """Read the settings of a subscription, which are JSON."""
    return msgspec.json.decode(written, type=kinds()[kind].Settings)


def all_of(world: World) -> list[Lane]:
    """Return the lanes in which this process can send."""
    found = []
    for row in world.store.rows(subscriptions.ALL):
        kind, given = kinds()[row["kind"]], settings(row["kind"], row["settings"])
        if kind.is_here(row["target"], given) if hasattr(kind, "is_here") else True:
            found.append(Lane(row["subscription_id"], kind, row["target"], given))
    return found
