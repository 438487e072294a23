"""Offers: the terms on which a buyer may accept an agreement to a product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from sqlalchemy import Boolean, Column, Float, Integer, String, Table, bindparam, insert, select

from marketplace_emulator import duration, identifiers
from marketplace_emulator.store import buyers, entitlements, products
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.dimensions import Duration, Price
from marketplace_emulator.store.entitlements import Grant, Grants
from marketplace_emulator.store.entry import AccountId, FixtureEntry, Name, Time
from marketplace_emulator.store.lookup import Lookup, first
from marketplace_emulator.store.problems import Conflict

OFFERS = Table(
    "offers",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("offer_id", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("product_code", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("buyers", String, nullable=False),
    Column("expires_at", Float),
    Column("duration", String),
    Column("free_trial_days", Integer),
    Column("auto_renew", Boolean),
    Column("lockout_period", String),
    Column("adjustment_deadline", String),
    Column("price_increase", String),
    Column("max_renewals", Integer),
    Column("entitlements", String, nullable=False),
    Column("price", String),
    Column("proposer_account", String),
    Column("proposer_name", String),
    Column("resale_authorization_id", String),
    info={"of": ("products",)},
)
"""`kind` is public or private. `buyers` is a JSON list of the accounts that a private offer is for. It can be accepted
until `expires_at`. `duration` is that of an agreement, such as P12M, or null. `auto_renew` is null without a renewal
term, else the default that a buyer can change. `lockout_period`, `adjustment_deadline` (both in days before the end, such
as P30D), `price_increase` (a percentage such as 5.00) and `max_renewals` are those of the renewal term, and null where it has
none: only a price increase that the seller chooses from a range has a deadline. `entitlements` is JSON: what it grants. `price` is US dollars for the
whole duration, or null where the product's dimensions have the prices. A reseller's offer has a proposer and a resale
authorization; null stands for the product's seller."""

ADD = Prepared(
    lambda: insert(OFFERS).values(
        {column.name: bindparam(column.name) for column in OFFERS.c if column.name != "position"}
    )
)
ALL = Prepared(lambda: select(OFFERS).order_by(OFFERS.c.position))
FIND = Prepared(lambda: select(OFFERS).where(OFFERS.c.offer_id == bindparam("offer_id")))
KNOWN = Lookup(select(OFFERS), OFFERS.c.offer_id, first)
_OF_PRODUCT = Prepared(
    lambda: select(OFFERS).where(OFFERS.c.product_code == bindparam("product_code")).order_by(OFFERS.c.position)
)


def find(store: Store, offer_id: str) -> Row | None:
    """Return an offer, or None."""
    return KNOWN.of(store, (offer_id,))[offer_id]


def of_product(store: Store, product_code: str) -> list[Row]:
    """Return the offers of a product, in the order in which they were made."""
    return list(map(dict, store.rows(_OF_PRODUCT, product_code=product_code)))


Kind = Literal["public", "private"]
Days = Annotated[str, Meta(pattern=r"^P[0-9]{1,3}D$(?!\n)", description="a number of days, such as P30D")]
Percentage = Annotated[
    str, Meta(pattern=r"^[0-9]{1,3}(\.[0-9]{1,2})?$(?!\n)", description="a percentage in quotes, such as '5.00'")
]


class OfferFields(FixtureEntry, frozen=True, kw_only=True):
    """The terms of an offer. `auto_renew` gives it a renewal term, and is the default that a buyer can change.

    An agreement has the offer's `duration`, `free_trial_days` and `entitlements`. It can be accepted until `expires_at`. A
    reseller's offer has a `proposer_account`.
    """

    name: Name
    offer_id: Name | None = None
    kind: Kind = "public"
    expires_at: Time | float | None = None
    duration: Duration | None = None
    free_trial_days: Annotated[int, Meta(ge=1, le=3650)] | None = None
    auto_renew: bool | None = None
    lockout_period: Days | None = None
    adjustment_deadline: Days | None = None
    price_increase: Percentage | None = None
    max_renewals: Annotated[int, Meta(ge=1, le=1000)] | None = None
    entitlements: Grants = msgspec.field(default_factory=dict)
    price: Price | None = None
    proposer_account: AccountId | None = None
    proposer_name: Name | None = None
    resale_authorization_id: Name | None = None

    @property
    def known_as(self) -> str:
        """The offer's id."""
        return self.offer_id or identifiers.offer_id(self.name)


_OF_RENEWAL = ("lockout_period", "adjustment_deadline", "price_increase", "max_renewals")
_OF_RESALE = ("proposer_name", "resale_authorization_id")


def add(store: Store, offer: OfferFields, product_code: str, accounts: Sequence[str], now: float) -> str:
    """Add an offer of a product, a private one for the buyers with these accounts, and return its id.

    Raise NotThere if the product, a buyer or a dimension does not exist, Conflict or BadTime.
    """
    products.find(store, product_code)
    for account in accounts:
        buyers.find(store, account)
    _check(store, offer, accounts)
    with duration.given_as("entitlements"):
        for each in offer.entitlements.values():
            if isinstance(each, Grant) and each.end_time is not None:
                duration.moment(each.end_time, now)
    entitlements.check(
        store,
        product_code,
        {key: (each.value if isinstance(each, Grant) else each, None) for key, each in offer.entitlements.items()},
    )
    with duration.given_as("expires_at"):
        expires_at = None if offer.expires_at is None else duration.moment(offer.expires_at, now)
    store.run(
        ADD,
        **{member: getattr(offer, member) for member in OfferFields.__struct_fields__}
        | {
            "offer_id": offer.known_as,
            "product_code": product_code,
            "buyers": msgspec.json.encode(accounts).decode(),
            "expires_at": expires_at,
            "entitlements": msgspec.json.encode(offer.entitlements).decode(),
        },
    )
    return offer.known_as


def _check(store: Store, offer: OfferFields, accounts: Sequence[str]) -> None:
    if find(store, offer.known_as) is not None:
        raise Conflict(f"the offer {offer.known_as!r} already exists; give another name or offer_id")
    if offer.kind == "private" and not accounts:
        raise Conflict("a private offer is for some buyers; name them in buyers")
    if offer.kind == "public" and accounts:
        raise Conflict("a public offer is for every buyer; leave out buyers, or give it the kind private")
    _need(offer, _OF_RENEWAL, "auto_renew", "true or false")
    _need(offer, ("adjustment_deadline",), "price_increase", "such as '5.00'")
    _need(offer, _OF_RESALE, "proposer_account", "the reseller's account")


def _need(offer: OfferFields, members: Sequence[str], needed: str, such: str) -> None:
    given = [name for name in members if getattr(offer, name) is not None]
    if given and getattr(offer, needed) is None:
        raise Conflict(f"the offer has {' and '.join(given)}, and no {needed}; give it {needed}, {such}")
