"""`/console/buy/<product_code>`: a product, its offers and their terms, and the form with which a buyer subscribes."""

from __future__ import annotations

from urllib.parse import quote

from marketplace_emulator.console import form_values, new_agreement, new_buyer, offer_terms
from marketplace_emulator.console.form_fields import Known, Option
from marketplace_emulator.console.page import Page, Query, See, get, post
from marketplace_emulator.control.agreements import NewAgreement, create_agreement
from marketplace_emulator.control.buyers import show_buyer
from marketplace_emulator.control.products import Product, show_product
from marketplace_emulator.store import subscribers
from marketplace_emulator.world import World

NEW_BUYER = "new"
"""What the form has instead of the AWS account of a buyer who is not there yet."""
MOST_DIMENSIONS = 80


class Wanted(Query, frozen=True, kw_only=True):
    """The offer whose terms are shown; without one, the first that can be accepted."""

    offer: str | None = None


@get("/console/buy/<path:product_code>")
def show_terms(world: World, product_code: str, query: Wanted) -> Page:
    """Show a product and the terms of one of its offers."""
    product = show_product(world, product_code)
    terms = offer_terms.chosen(world, product, query.offer)
    only = terms.offer["buyers"] if terms.offer is not None else ()
    buyers = subscribers.possible(world.store, product_code, only)
    is_legacy = product["generation"] == "legacy"
    taken = {each["customer_aws_account_id"] for each in buyers if is_legacy and each["active"]}
    return Page(
        "buy.html",
        product=product,
        dimensions=product["dimensions"][:MOST_DIMENSIONS],
        entitled=[each for each in product["dimensions"][:MOST_DIMENSIONS] if "Entitled" in each["types"]],
        terms=terms,
        is_ours=product["seller_account"] == world.seller,
        only=only,
        buyers=buyers,
        taken=taken,
        is_for_nobody=bool(only) and len(taken) == len(buyers),
        most=subscribers.MOST_BUYERS,
        agreements=subscribers.subscribed(world.store, product_code),
        in_words=offer_terms.in_words,
    )


@post("/console/buy/<path:product_code>")
def subscribe(world: World, product_code: str, form: dict[str, str]) -> See:
    """Accept an offer as the buyer who is chosen, or as a new one; set-up comes next, as with AWS."""
    product = show_product(world, product_code)
    account = form.get("other_buyer") or form.get("buyer", NEW_BUYER)
    if account == NEW_BUYER:
        account = new_buyer.made(world, form.get("new_buyer"))["customer_aws_account_id"]
    name = new_agreement.name(world, show_buyer(world, account)["name"], product["name"])
    given = {**form, "name": name, "product_code": product_code, "customer_aws_account_id": account}
    made = create_agreement(world, form_values.read(given, NewAgreement, _known(world, product, form.get("offer_id"))))
    return See(f"/console/set-up/{quote(made['agreement_id'], safe='')}")


def _known(world: World, product: Product, offer_id: str | None) -> Known:
    grants = {} if offer_id is None else offer_terms.chosen(world, product, offer_id).grants
    keys = [Option(each["key"], each["name"]) for each in product["dimensions"] if "Entitled" in each["types"]]
    return Known(keys=keys, now={"entitlements": grants})
