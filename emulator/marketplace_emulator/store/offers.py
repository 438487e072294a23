"""Offers: the terms on which a buyer may accept an agreement to a product."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, String, Table, bindparam, insert, select

from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.lookup import Lookup, first

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
    insert(OFFERS).values({column.name: bindparam(column.name) for column in OFFERS.c if column.name != "position"})
)
ALL = Prepared(select(OFFERS).order_by(OFFERS.c.position))
FIND = Prepared(select(OFFERS).where(OFFERS.c.offer_id == bindparam("offer_id")))
KNOWN = Lookup(select(OFFERS), OFFERS.c.offer_id, first)
_OF_PRODUCT = Prepared(
    select(OFFERS).where(OFFERS.c.product_code == bindparam("product_code")).order_by(OFFERS.c.position)
)


def find(store: Store, offer_id: str) -> Row | None:
    """Return an offer, or None."""
    return KNOWN.of(store, (offer_id,))[offer_id]


def of_product(store: Store, product_code: str) -> list[Row]:
    """Return the offers of a product, in the order in which they were made."""
    return list(map(dict, store.rows(_OF_PRODUCT, product_code=product_code)))
