"""The name of a new agreement, which says who bought what, like those of the default world."""

from __future__ import annotations

import secrets

from marketplace_emulator import identifiers
from marketplace_emulator.store.agreements import FIND
from marketplace_emulator.world import World

MOST = 90
"""How much of the two names is taken."""


def name(world: World, buyer: str, product: str) -> str:
    """Return a name that no agreement has."""
    first = made = f"{buyer[:MOST]}-{product[:MOST]}"
    while world.store.row(FIND, agreement_id=identifiers.agreement_id(made)) is not None:
        made = f"{first}-{secrets.randbelow(10**6)}"
    return made
