"""Agreements: list, show, create and end them."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import agreements as steps
from marketplace_emulator import duration
from marketplace_emulator.agreements import accept
from marketplace_emulator.control.page import PageQuery, page
from marketplace_emulator.control.route import route
from marketplace_emulator.store import Row, agreements, buyers, entitlements, products
from marketplace_emulator.store.agreements import Ended, Status
from marketplace_emulator.store.entry import AccountId
from marketplace_emulator.world import World


class Agreement(TypedDict):
    """A buyer's purchase of a product; times in ISO 8601."""

    name: str
    agreement_id: str
    product_code: str
    customer_aws_account_id: str
    license_arn: str
    offer_id: str
    free_trial: bool
    status: Status
    start_time: str
    end_time: str
    entitlements: Annotated[dict[str, Any], Meta(description="what the agreement grants, by dimension")]


class Agreements(msgspec.Struct, frozen=True, kw_only=True):
    """A page of agreements."""

    items: list[Agreement]
    next: int | None


class Ending(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an agreement ends."""

    status: Ended = "CANCELLED"


class AgreementQuery(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Agreements that match every parameter given."""

    product_code: str | None = None
    customer_aws_account_id: AccountId | None = None
    status: Status | None = None


def _shown(world: World, row: Row) -> Agreement:
    return Agreement(
        name=row["name"],
        agreement_id=row["agreement_id"],
        product_code=row["product_code"],
        customer_aws_account_id=row["customer_aws_account_id"],
        license_arn=row["license_arn"],
        offer_id=row["offer_id"],
        free_trial=bool(row["free_trial"]),
        status=row["status"],
        start_time=duration.iso(row["start_time"]),
        end_time=duration.iso(row["end_time"]),
        entitlements={
            each["dimension"]: each["value"] for each in entitlements.of_agreement(world.store, row["agreement_id"])
        },
    )


def _find(world: World, agreement_id: str) -> Agreement:
    return _shown(world, agreements.find(world.store, agreement_id))


@route("GET", "/agreements")
def list_agreements(world: World, query: AgreementQuery) -> Agreements:
    """List the agreements."""
    if query.product_code is not None:
        products.find(world.store, query.product_code)
    if query.customer_aws_account_id is not None:
        buyers.find(world.store, query.customer_aws_account_id)
    conditions = {name: getattr(query, name) for name in ("product_code", "customer_aws_account_id", "status")}
    rows, following = page(world.store, agreements.AGREEMENTS, query, conditions)
    return Agreements(items=[_shown(world, row) for row in rows], next=following)


@route("GET", "/agreements/<agreement_id>")
def show_agreement(world: World, agreement_id: str) -> Agreement:
    """Show one agreement."""
    return _find(world, agreement_id)


@route("POST", "/agreements", status=201)
def create_agreement(world: World, body: accept.Fields) -> Agreement:
    """Create an agreement between a buyer and a product: the buyer accepts an offer."""
    return _find(world, steps.take(world, "accept", None, msgspec.structs.asdict(body)))


@route("POST", "/agreements/<agreement_id>/cancel")
def cancel_agreement(world: World, agreement_id: str, body: Ending) -> Agreement:
    """End an agreement now."""
    return _find(world, steps.take(world, "cancel", agreement_id, {"status": body.status}))
