"""`/console/set-up/<agreement_id>`: what AWS shows after a purchase, and the form that sends the browser to the seller."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from marketplace_emulator import duration, fulfillment
from marketplace_emulator.console import timeline
from marketplace_emulator.console.page import Form, Page, Query, get, post
from marketplace_emulator.console.same_host import other_name
from marketplace_emulator.console.token_choices import CHOICES, TokenChoice
from marketplace_emulator.control.agreements import show_agreement
from marketplace_emulator.control.buyers import show_buyer
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.products import ProductChange, change_product, show_product
from marketplace_emulator.control.tokens import FORM_FIELD
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.shortening import shortened
from marketplace_emulator.store import agreements, handovers
from marketplace_emulator.store.problems import NotThere
from marketplace_emulator.store.products import FulfillmentUrl
from marketplace_emulator.world import World

MOST_HANDOVERS = 5
MOST_ENTRIES = 12
"""How much of the timeline is shown; it has a page of its own."""


class Wanted(Query, frozen=True, kw_only=True):
    """The choice that is marked at first."""

    choice: str = "fresh"


class HandOver(Form, frozen=True, kw_only=True):
    """What the browser is sent with, and where to."""

    choice: str = "fresh"
    fulfillment_url: FulfillmentUrl | None = None


@get("/console/set-up/<agreement_id>")
def show_set_up(world: World, agreement_id: str, query: Wanted) -> Page:
    """Show the choices, the seller's URL, and what the browser was sent with."""
    agreement = show_agreement(world, agreement_id)
    product = show_product(world, agreement["product_code"])
    url = fulfillment.url_of(world, product["product_code"])
    return Page(
        "set_up.html",
        agreement=agreement,
        product=product,
        buyer=show_buyer(world, agreement["customer_aws_account_id"]),
        is_ours=product["seller_account"] == world.seller,
        choices=CHOICES.values(),
        chosen=_choice(query.choice).name,
        url=url,
        is_default=url == world.default_fulfillment_url,
        example_seller=world.default_fulfillment_url,
        other_name=partial(other_name, url),
        timeline=timeline.of(world, {"agreement_id": agreement_id}, limit=MOST_ENTRIES),
        handovers=[
            {
                **each,
                "title": CHOICES[each["choice"]].title,
                "shortened": shortened(each["token"]),
                "shown_at": duration.iso(each["at"]),
            }
            for each in handovers.of_agreement(world.store, agreement_id, MOST_HANDOVERS)
        ],
    )


@post("/console/set-up/<agreement_id>")
def hand_over(world: World, agreement_id: str, form: HandOver, request: HttpRequest) -> Page:
    """Answer a page whose form the browser posts to the seller, with the fields that AWS posts."""
    agreement = agreements.find(world.store, agreement_id)
    choice = _choice(form.choice)
    if form.fulfillment_url is None:
        raise Problem(
            422, "there is no fulfillment URL; enter the address of your page, such as http://localhost:8000/register"
        )
    code, url = agreement["product_code"], form.fulfillment_url
    host = request.headers.get("host", "")
    if urlsplit(url).netloc == host:
        raise Problem(
            422,
            f"the fulfillment URL is {url}, which is this emulator; "
            "enter the address of your page, such as http://localhost:8000/register",
        )
    if url != fulfillment.url_of(world, code):
        change_product(world, code, ProductChange(fulfillment_url=url))
    fields = choice.form(world, agreement)
    handovers.add(
        world.store,
        at=world.clock.now(),
        token=fields[FORM_FIELD],
        agreement_id=agreement_id,
        product_code=code,
        url=url,
        choice=choice.name,
    )
    # The seller's answer may lead on to any page, and Chromium holds form-action against redirects too. With the console's
    # own Referrer-Policy, the seller would get the Origin null.
    return Page(
        "hand_over.html",
        policy={"form-action": "http: https:"},
        referrer="strict-origin",
        url=url,
        fields=fields,
        agreement_id=agreement_id,
    )


def _choice(name: str) -> TokenChoice:
    if name not in CHOICES:
        raise NotThere("choice", name, CHOICES)
    return CHOICES[name]
