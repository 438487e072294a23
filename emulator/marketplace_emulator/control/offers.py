"""Offers: list and make them."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.page import PageQuery, page
from marketplace_emulator.control.route import route
from marketplace_emulator.store import Row, offers, products
from marketplace_emulator.store.entry import AccountId
from marketplace_emulator.store.offers import Kind, OfferFields
from marketplace_emulator.world import World


class Offer(TypedDict):
    """The terms on which a buyer may accept an agreement; times in ISO 8601, prices in US dollars."""

    offer_id: str
    name: str
    product_code: str
    kind: Kind
    buyers: list[str]
    expires_at: str | None
    duration: str | None
    free_trial_days: int | None
    auto_renew: bool | None
    lockout_period: str | None
    price_increase: str | None
    adjustment_deadline: str | None
    max_renewals: int | None
    entitlements: Annotated[dict[str, Any], Meta(description="what it grants, by dimension")]
    price: str | None
    proposer_account: str | None
    proposer_name: str | None
    resale_authorization_id: str | None


class Offers(msgspec.Struct, frozen=True, kw_only=True):
    """A page of offers."""

    items: list[Offer]
    next: int | None


class NewOffer(OfferFields, frozen=True, kw_only=True):
    """A new offer of a product, to all buyers or to some."""

    product_code: str
    buyers: list[AccountId] = msgspec.field(default_factory=list)


class OfferQuery(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Offers that match every parameter given."""

    product_code: str | None = None
    kind: Kind | None = None


def _shown(row: Row) -> Offer:
    return Offer(
        offer_id=row["offer_id"],
        name=row["name"],
        product_code=row["product_code"],
        kind=row["kind"],
        buyers=msgspec.json.decode(row["buyers"]),
        expires_at=None if row["expires_at"] is None else duration.iso(row["expires_at"]),
        duration=row["duration"],
        free_trial_days=row["free_trial_days"],
        auto_renew=None if row["auto_renew"] is None else bool(row["auto_renew"]),
        lockout_period=row["lockout_period"],
        price_increase=row["price_increase"],
        adjustment_deadline=row["adjustment_deadline"],
        max_renewals=row["max_renewals"],
        entitlements=msgspec.json.decode(row["entitlements"]),
        price=row["price"],
        proposer_account=row["proposer_account"],
        proposer_name=row["proposer_name"],
        resale_authorization_id=row["resale_authorization_id"],
    )


@route("GET", "/offers")
def list_offers(world: World, query: OfferQuery) -> Offers:
    """List the offers. A product without any has one public offer, whose id is derived from the ProductCode."""
    if query.product_code is not None:
        products.find(world.store, query.product_code)
    rows, following = page(world.store, offers.OFFERS, query, {"product_code": query.product_code, "kind": query.kind})
    return Offers(items=[_shown(row) for row in rows], next=following)


@route("POST", "/offers", status=201)
def create_offer(world: World, body: NewOffer) -> Offer:
    """Make an offer, to all buyers or a private one for some."""
    offer_id = offers.add(world.store, body, body.product_code, body.buyers, world.clock.now())
    return _shown(offers.find(world.store, offer_id) or {})
