"""The terms on which a person can buy a product on its page: those of one of its offers, or what a product without any has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from marketplace_emulator import duration
from marketplace_emulator.console.counting import counted
from marketplace_emulator.control.offers import Offer, OfferQuery, list_offers
from marketplace_emulator.control.products import Product
from marketplace_emulator.store.problems import NotThere
from marketplace_emulator.world import World

_UNITS = {"D": "day", "M": "month", "Y": "year"}
MOST = 12
"""How many offers of a product are shown."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """The offer that is chosen, or None, and what the buyer can choose: a duration, a trial, renewal and entitlements.

    `trial` is the length of a free trial, empty if its end is not known, and None if there is none to have. `renews` is
    the default, and None without a renewal term. `over` has the offers that can no longer be accepted.
    """

    offer: Offer | None
    offers: Sequence[Offer]
    durations: Sequence[str]
    trial: str | None
    renews: bool | None
    grants: Mapping[str, Any]
    over: frozenset[str]

    @property
    def is_over(self) -> bool:
        """Whether the offer can no longer be accepted."""
        return self.offer is not None and self.offer["offer_id"] in self.over


def chosen(world: World, product: Product, offer_id: str | None) -> Terms:
    """Return the terms of the offer with this id, else of the first that goes on, public ones first; raise NotThere."""
    every = list_offers(world, OfferQuery(product_code=product["product_code"])).items
    now = duration.iso(world.clock.now())
    over = frozenset(each["offer_id"] for each in every if each["expires_at"] is not None and each["expires_at"] <= now)
    ranked = sorted(every, key=lambda each: (each["offer_id"] in over, each["kind"] != "public"))
    if offer_id is not None and all(each["offer_id"] != offer_id for each in every):
        raise NotThere("offer", offer_id, (each["offer_id"] for each in every))
    offer = next((each for each in ranked if offer_id in (None, each["offer_id"])), None)
    shown = [*ranked[:MOST], *([offer] if offer is not None and offer not in ranked[:MOST] else [])]
    return Terms(offer=offer, offers=shown, over=over, **_choosable(product, offer))


def _choosable(product: Product, offer: Offer | None) -> dict[str, Any]:
    if offer is None:
        prices = (each["contract_prices"] for each in product["dimensions"] if "Entitled" in each["types"])
        lengths = sorted({length for each in prices for length in each}, key=_rank)
        return {"durations": lengths, "trial": "", "renews": False, "grants": {}}
    days = offer["free_trial_days"]
    return {
        "durations": (),
        "trial": None if days is None else counted(days, "day"),
        "renews": offer["auto_renew"],
        "grants": {key: _grant(each) for key, each in offer["entitlements"].items()},
    }


def _grant(given: Any) -> dict[str, Any]:
    return {"end_time": None, **(given if isinstance(given, dict) else {"value": given})}


def _rank(length: str) -> int:
    return int(length[1:-1]) * {"D": 1, "M": 31, "Y": 372}[length[-1]]


def in_words(length: str) -> str:
    """Write a duration such as P12M for people: `12 months`."""
    return counted(int(length[1:-1]), _UNITS[length[-1]])
