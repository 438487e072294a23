"""Buyers: list and add them, suspend their accounts and restore them."""

from __future__ import annotations

from typing import Annotated, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator.control.page import PageQuery, page
from marketplace_emulator.control.route import route
from marketplace_emulator.store import Row, buyers, contacts
from marketplace_emulator.store.buyers import BuyerEntry
from marketplace_emulator.store.contacts import Known
from marketplace_emulator.world import World


class Buyer(TypedDict):
    """An AWS account that buys."""

    name: str
    customer_aws_account_id: str
    customer_identifier: str
    suspended: bool
    contact: Annotated[Known | None, Meta(description="whom GetAgreementContacts names, or null")]


class Buyers(msgspec.Struct, frozen=True, kw_only=True):
    """A page of buyers."""

    items: list[Buyer]
    next: int | None


class NewBuyer(BuyerEntry, frozen=True, kw_only=True):
    """A new buyer."""


def _shown(row: Row) -> Buyer:
    return Buyer(
        name=row["name"],
        customer_aws_account_id=row["customer_aws_account_id"],
        customer_identifier=row["customer_identifier"],
        suspended=bool(row["suspended"]),
        contact=contacts.of(row),
    )


@route("GET", "/buyers")
def list_buyers(world: World, query: PageQuery) -> Buyers:
    """List the buyers."""
    rows, following = page(world.store, buyers.BUYERS, query, {})
    return Buyers(items=[_shown(row) for row in rows], next=following)


@route("GET", "/buyers/<customer_aws_account_id>")
def show_buyer(world: World, customer_aws_account_id: str) -> Buyer:
    """Show one buyer."""
    return _shown(buyers.find(world.store, customer_aws_account_id))


@route("POST", "/buyers", status=201)
def create_buyer(world: World, body: NewBuyer) -> Buyer:
    """Add a buyer; missing identifiers are derived from its name."""
    account = buyers.add(world.store, body)
    return _shown(dict(world.store.row(buyers.FIND, customer_aws_account_id=account) or {}))


@route("POST", "/buyers/<customer_aws_account_id>/suspend")
def suspend_buyer(world: World, customer_aws_account_id: str) -> Buyer:
    """Suspend a buyer's account: AWS takes no more usage of it, and answers CustomerNotSubscribed."""
    return _shown(buyers.suspend(world.store, customer_aws_account_id, suspended=True))


@route("POST", "/buyers/<customer_aws_account_id>/restore")
def restore_buyer(world: World, customer_aws_account_id: str) -> Buyer:
    """Restore a buyer's account that was suspended."""
    return _shown(buyers.suspend(world.store, customer_aws_account_id, suspended=False))
