"""`/`: what the emulator is, what to do first, the products that one can buy, and the latest registrations."""

from __future__ import annotations

from marketplace_emulator.console import registrations
from marketplace_emulator.console.page import Page, Query, get
from marketplace_emulator.control.page import PageQuery
from marketplace_emulator.control.products import list_products
from marketplace_emulator.world import World

MOST = 24
"""How many products a page shows."""


class Wanted(Query, frozen=True, kw_only=True):
    """Where in the list of products the page begins."""

    cursor: int = 0


@get("/")
def show_home(world: World, query: Wanted) -> Page:
    """Show the products and the latest registrations."""
    products = list_products(world, PageQuery(limit=MOST, cursor=query.cursor))
    return Page(
        "home.html",
        products=products.items,
        next=products.next,
        is_first=not query.cursor,
        seller=world.seller,
        registrations=registrations.latest(world),
    )
