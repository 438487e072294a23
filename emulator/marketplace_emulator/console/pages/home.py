"""`/`: what the emulator is, and the products that one can buy."""

from __future__ import annotations

from marketplace_emulator.console.page import Page, get
from marketplace_emulator.control.page import PageQuery
from marketplace_emulator.control.products import list_products
from marketplace_emulator.world import World


@get("/")
def show_home(world: World) -> Page:
    """Show the products."""
    return Page("home.html", products=list_products(world, PageQuery()).items)
