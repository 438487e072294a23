"""Entitlements: list them, each with whether it is in force."""

from __future__ import annotations

from typing import Annotated, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.page import PageQuery
from marketplace_emulator.control.route import route
from marketplace_emulator.readings.entitlements import PROPAGATION_SECONDS
from marketplace_emulator.store import Row, agreements, buyers, entitlement_pages, products
from marketplace_emulator.store.entry import AccountId
from marketplace_emulator.world import World


class Entitlement(TypedDict):
    """What an agreement grants of a dimension, until when, and whether it is in force now."""

    agreement_id: str
    product_code: str
    customer_aws_account_id: str
    license_arn: str
    dimension: str
    value: bool | int | float | str
    end_time: Annotated[str, Meta(description="its own end, or its agreement's if that is earlier")]
    in_force: bool
    why_not: Annotated[str | None, Meta(description="null if it is in force")]


class Entitlements(msgspec.Struct, frozen=True, kw_only=True):
    """A page of entitlements."""

    items: list[Entitlement]
    next: int | None


class EntitlementQuery(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Entitlements that match every parameter given."""

    agreement_id: str | None = None
    product_code: str | None = None
    customer_aws_account_id: AccountId | None = None
    dimension: str | None = None


_CONDITIONS = ("agreement_id", "product_code", "customer_aws_account_id", "dimension")


@route("GET", "/entitlements")
def list_entitlements(world: World, query: EntitlementQuery) -> Entitlements:
    """List what agreements grant, in the order in which it was granted."""
    if query.agreement_id is not None:
        agreements.find(world.store, query.agreement_id)
    if query.product_code is not None:
        products.find(world.store, query.product_code)
    if query.customer_aws_account_id is not None:
        buyers.find(world.store, query.customer_aws_account_id)
    rows = entitlement_pages.matching(
        world.store,
        {name: getattr(query, name) for name in _CONDITIONS},
        now=world.clock.now(),
        delay=PROPAGATION_SECONDS[world.readings["entitlement_propagation"]],
        after=query.cursor,
        limit=query.limit + 1,
    )
    shown = rows[: query.limit]
    return Entitlements(items=list(map(_shown, shown)), next=shown[-1]["position"] if len(rows) > query.limit else None)


def _shown(row: Row) -> Entitlement:
    return Entitlement(
        agreement_id=row["agreement_id"],
        product_code=row["product_code"],
        customer_aws_account_id=row["customer_aws_account_id"],
        license_arn=row["license_arn"],
        dimension=row["dimension"],
        value=msgspec.json.decode(row["value"]),
        end_time=duration.iso(row["end_time"]),
        in_force=row["standing"] == "in_force",
        why_not=_why_not(row),
    )


def _why_not(row: Row) -> str | None:
    if row["standing"] == "in_force":
        return None
    if row["status"] != "ACTIVE":
        return f"the agreement is {row['status']}"
    if row["standing"] == "expired":
        return f"it ended at {duration.iso(row['end_time'])}"
    if row["standing"] == "unpaid":
        return "the payment for the agreement failed"
    start = f"the agreement starts at {duration.iso(row['start_time'])}"
    if row["standing"] == "not_started":
        return start
    return f"{start}, and by the reading entitlement_propagation it takes effect later"
