"""The latest registrations: what sellers asked with a token, and what AWS answered."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from marketplace_emulator.console.timeline.exchanges import BROKEN_OFF
from marketplace_emulator.control.exchange import Exchange
from marketplace_emulator.control.exchanges import ExchangeQuery, list_exchanges
from marketplace_emulator.store import Row, agreements, buyers, products
from marketplace_emulator.world import World

MOST = 6


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """One call of ResolveCustomer; a token that nobody was issued leads to no buyer and no agreement."""

    exchange_id: int
    at: str
    answer: str
    buyer: str | None = None
    product: str | None = None
    agreement_id: str | None = None


def latest(world: World) -> Sequence[Registration]:
    """Return the latest registrations, the newest first."""
    found = list_exchanges(world, ExchangeQuery(operation="ResolveCustomer", limit=MOST, newest=True)).items
    ids = {each["agreement_id"] for each in found if each["agreement_id"] is not None}
    agreed = agreements.found(world.store, ids)
    return [_made(world, each, agreed.get(each["agreement_id"] or "")) for each in reversed(found)]


def _made(world: World, exchange: Exchange, agreement: Row | None) -> Registration:
    known = {}
    if agreement is not None:
        known = {
            "buyer": buyers.find(world.store, agreement["customer_aws_account_id"])["name"],
            "product": products.find(world.store, agreement["product_code"])["name"],
            "agreement_id": agreement["agreement_id"],
        }
    answer = BROKEN_OFF.get(exchange["outcome"], exchange["outcome"]).partition(",")[0]
    return Registration(exchange_id=exchange["id"], at=exchange["at"], answer=answer, **known)
