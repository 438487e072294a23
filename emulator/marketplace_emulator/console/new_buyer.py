"""A new buyer for a person who wants one by a click, with a name like those of the default world."""

from __future__ import annotations

import secrets

from marketplace_emulator import identifiers
from marketplace_emulator.control.buyers import Buyer, NewBuyer, create_buyer
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.store import buyers
from marketplace_emulator.world import World

_TREES = [
    "ash",
    "beech",
    "elm",
    "fir",
    "hazel",
    "holly",
    "juniper",
    "larch",
    "linden",
    "maple",
    "oak",
    "pine",
    "poplar",
    "rowan",
    "spruce",
    "walnut",
    "willow",
    "yew",
]
_TRADES = [
    "airlines",
    "bakery",
    "bank",
    "brewery",
    "clinic",
    "dairy",
    "energy",
    "foods",
    "freight",
    "games",
    "insurance",
    "museum",
    "press",
    "railways",
]


def made(world: World, name: str | None = None) -> Buyer:
    """Add a buyer with this name, or with one that nobody has."""
    if name and _is_taken(world, name):
        raise Problem(409, f"there is a buyer {name!r} already; choose this buyer from the list, or enter another name")
    return create_buyer(world, NewBuyer(name=name or _free_name(world)))


def _free_name(world: World) -> str:
    first = name = f"{secrets.choice(_TREES)}-{secrets.choice(_TRADES)}"
    while _is_taken(world, name):
        name = f"{first}-{secrets.randbelow(10**6)}"
    return name


def _is_taken(world: World, name: str) -> bool:
    return world.store.row(buyers.FIND, customer_aws_account_id=identifiers.account(name)) is not None
