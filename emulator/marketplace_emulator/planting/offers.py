"""The offers of a fixture file, each of a product and for buyers of the file."""

from __future__ import annotations

import msgspec

from marketplace_emulator.planting.world_planting import WorldPlanting
from marketplace_emulator.store import offers
from marketplace_emulator.store.offers import OfferFields

AFTER = ("buyers",)


class OfferEntry(OfferFields, frozen=True, kw_only=True):
    """The terms on which buyers accept agreements to a product; a private offer is for its `buyers` alone.

    The product and the buyers are given by name or identifier.
    """

    product: str
    buyers: list[str] = msgspec.field(default_factory=list)


def named(entry: OfferEntry) -> tuple[str, str]:
    """Return the entry's name in fixture files, and the offer's id."""
    return entry.name, entry.known_as


def plant(planting: WorldPlanting, entry: OfferEntry) -> None:
    """Add a fixture file's offer."""
    accounts = [planting.referred("buyers", each, f"buyers[{index}]") for index, each in enumerate(entry.buyers)]
    offers.add(planting.store, entry, planting.refer("products", entry, "product"), accounts, planting.now)
