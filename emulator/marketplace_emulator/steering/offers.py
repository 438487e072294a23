"""Python methods for offers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack

from marketplace_emulator.steering.agreements import Entitlements
from marketplace_emulator.steering.steers import Steers, Time

if TYPE_CHECKING:
    from marketplace_emulator.control.offers import Offer
    from marketplace_emulator.store.offers import Kind


class OfferFilter(TypedDict, total=False):
    """Offers that match every member given; at most `limit`."""

    product_code: str | None
    kind: Kind | None
    limit: int | None


class OptionalOfferFields(TypedDict, total=False):
    """Optional fields of a new offer. Defaults: public, without an end, and an id derived from its name."""

    offer_id: str | None
    kind: Kind | None
    buyers: Sequence[str] | None
    expires_at: Time | None
    duration: str | None
    free_trial_days: int | None
    auto_renew: bool | None
    lockout_period: str | None
    price_increase: str | None
    adjustment_deadline: str | None
    max_renewals: int | None
    entitlements: Entitlements | None
    price: str | None
    proposer_account: str | None
    proposer_name: str | None
    resale_authorization_id: str | None


class SteersOffers(Steers):
    """Lists and makes offers."""

    def offers(self, **wanted: Unpack[OfferFilter]) -> list[Offer]:
        """List the offers that match the filter; all without one."""
        return self._items("/offers", **wanted)

    def create_offer(self, name: str, *, product_code: str, **fields: Unpack[OptionalOfferFields]) -> Offer:
        """Make an offer of a product; a private one is for its `buyers` alone."""
        made: Offer = self._post("/offers", name=name, product_code=product_code, **fields)
        return made
