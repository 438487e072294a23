"""`/console/agreements`: the agreements, the newest first, by product, buyer and status."""

from __future__ import annotations

from typing import get_args
from urllib.parse import urlencode

from marketplace_emulator.console.page import Page, Query, get
from marketplace_emulator.control.agreements import AgreementQuery, Agreements, list_agreements
from marketplace_emulator.control.page import PageQuery
from marketplace_emulator.control.products import list_products
from marketplace_emulator.store import buyers
from marketplace_emulator.store.agreements import Status
from marketplace_emulator.world import World

HERE = "/console/agreements"
SHOWN = 50


class Wanted(Query, frozen=True, kw_only=True):
    """Agreements of a product and of a buyer, by name or account, that have a status; `before` is the last one of the page before."""

    product: str | None = None
    buyer: str | None = None
    status: Status | None = None
    before: int = 0


@get(HERE)
def show_agreements(world: World, query: Wanted) -> Page:
    """Show the agreements."""
    account = None if query.buyer is None else _account(world, query.buyer)
    unknown = query.buyer is not None and account is None
    found = Agreements(items=[], next=None)
    if not unknown:
        found = list_agreements(
            world,
            AgreementQuery(
                product_code=query.product,
                customer_aws_account_id=account,
                status=query.status,
                cursor=query.before,
                limit=SHOWN,
                newest=True,
            ),
        )
    products = list_products(world, PageQuery(limit=1000)).items
    accounts = {each["customer_aws_account_id"] for each in found.items}
    return Page(
        "agreements.html",
        wanted=query,
        unknown_buyer=query.buyer if unknown else None,
        buyer=None if account is None else buyers.find(world.store, account),
        agreements=found.items,
        products=products,
        product_names={each["product_code"]: each["name"] for each in products},
        buyer_names={each: buyers.find(world.store, each)["name"] for each in accounts},
        statuses=get_args(Status),
        newest=None if not query.before else _path(query, None),
        older=None if found.next is None else _path(query, found.next),
    )


def _account(world: World, given: str) -> str | None:
    """Return the account of a buyer who is named, or whose account is given; None if there is none."""
    row = world.store.row(buyers.FIND, customer_aws_account_id=given) or world.store.row(buyers.NAMED, name=given)
    return None if row is None else str(row["customer_aws_account_id"])


def _path(query: Wanted, before: int | None) -> str:
    given = {"product": query.product, "buyer": query.buyer, "status": query.status, "before": before}
    written = urlencode({name: value for name, value in given.items() if value is not None})
    return f"{HERE}?{written}" if written else HERE
