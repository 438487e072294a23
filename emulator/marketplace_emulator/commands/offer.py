"""`offer`: make and list the offers of the seller's products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from marketplace_emulator.commands._entitle import entitle
from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, referred, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.steering.offers import OptionalOfferFields
    from marketplace_emulator.store.offers import Kind


@click.group(cls=Group)
def command() -> None:
    """Create and list offers, which buyers accept.

    A product without offers has one public offer, whose id is derived from the product.

    Example: marketplace-emulator offer list
    """


@command.command()
@click.argument("name")
@click.option("--product", required=True, metavar="CODE|NAME", help="The product that is offered.")
@click.option("--offer-id", metavar="ID", help="[default: derived from the name]")
@click.option(
    "--buyer",
    multiple=True,
    metavar="ACCOUNT|NAME",
    help="Make a private offer, for this buyer.  [repeatable; default: public]",
)
@click.option("--expires-at", metavar="TIME", help="Until when it can be accepted: now+14d or ISO 8601.")
@click.option("--duration", metavar="P12M", help="How long an agreement lasts.  [default: without an end]")
@click.option("--free-trial-days", metavar="N", type=click.IntRange(1, 3650), help="The length of a free trial.")
@click.option(
    "--auto-renew/--no-auto-renew",
    default=None,
    help="Give it a renewal term, by which agreements renew by default, or do not.",
)
@click.option("--lockout-period", metavar="P30D", help="How long before the end the renewal is fixed.")
@click.option("--price-increase", metavar="PERCENTAGE", help="By how much a renewal costs more, such as 5.00.")
@click.option("--adjustment-deadline", metavar="P60D", help="Until when before the end the increase may change.")
@click.option("--max-renewals", metavar="N", type=click.IntRange(1, 1000), help="How often an agreement renews.")
@entitle
@click.option("--price", metavar="DOLLARS", help="The price of the whole duration.  [default: by the dimensions]")
@click.option("--proposer-account", metavar="ACCOUNT", help="The AWS account of a reseller.  [default: the seller]")
@click.option("--proposer-name", metavar="NAME", help="The reseller's name.")
@click.option("--resale-authorization-id", metavar="ID", help="The reseller's authorization.")
@as_json
@steers
def create(
    emulator: Remote,
    name: str,
    product: str,
    buyer: tuple[str, ...],
    as_json: bool,
    **fields: Unpack[OptionalOfferFields],
) -> None:
    """Make an offer and print its id.

    Example: marketplace-emulator offer create a-year --product harbor-backup --duration P12M --auto-renew
    """
    if buyer:
        known = emulator.buyers()
        fields["kind"] = "private"
        fields["buyers"] = [referred("buyer", each, known, "customer_aws_account_id") for each in buyer]
    made = emulator.create_offer(
        name, product_code=referred("product", product, emulator.products(), "product_code"), **fields
    )
    if as_json:
        show_json(made)
    else:
        click.echo(made["offer_id"])


@command.command("list")
@click.option("--product", metavar="CODE|NAME", help="Only offers of this product.")
@click.option("--kind", type=click.Choice(["public", "private"]), help="Only offers of this kind.")
@as_json
@steers
def list_offers(emulator: Remote, product: str | None, kind: Kind | None, as_json: bool) -> None:
    """List the offers.

    Example: marketplace-emulator offer list --kind private
    """
    found = emulator.offers(
        product_code=product and referred("product", product, emulator.products(), "product_code"), kind=kind
    )
    if as_json:
        show_json(found)
    else:
        rows = [{**each, "buyers": " ".join(each["buyers"]) or None} for each in found]
        columns = ("offer_id", "name", "product_code", "kind", "buyers", "duration", "auto_renew", "expires_at")
        show_table(rows, columns, "There are no such offers; `offer create NAME` makes one.")
