"""`agreement accept`, for which `agreement create` is another word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from marketplace_emulator.commands import _terms
from marketplace_emulator.commands._entitle import entitle
from marketplace_emulator.commands._steering import as_json, referred, show_json, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.control.agreements import Agreement
    from marketplace_emulator.control.bulk import Created
    from marketplace_emulator.steering.agreements import AgreementFields


@click.command()
@click.option("--product", required=True, metavar="CODE|NAME", help="The product that the buyer buys.")
@click.option("--buyer", metavar="ACCOUNT|NAME", help="The buyer.")
@click.option("--name", help="The agreement's name; its identifiers are derived from it.")
@_terms.offer
@click.option("--start-time", metavar="TIME", help="now-2d or ISO 8601.  [default: now]")
@_terms.end_time("as the offer says, or never")
@_terms.duration
@_terms.auto_renew
@click.option(
    "--free-trial/--no-free-trial",
    default=None,
    help="Begin with a free trial, or do not; the buyer's browser then posts the offer type too.",
)
@click.option("--free-trial-days", metavar="N", type=click.IntRange(1, 3650), help="How long the free trial lasts.")
@click.option("--free-trial-ends-at", metavar="TIME", help="When the free trial ends: now+14d or ISO 8601.")
@click.option(
    "--payment", type=click.Choice(["succeeds", "fails"]), help="What becomes of the payment.  [default: succeeds]"
)
@entitle
@click.option("--agreement-id", metavar="ID", help="[default: derived from the name]")
@click.option("--license-arn", metavar="ARN", help="[default: derived from the name]")
@click.option(
    "--count",
    type=click.IntRange(1, 200_000),
    help="Make this many, each with a token, and with a new buyer unless --buyer is given.",
)
@as_json
@steers
def accept(
    emulator: Remote,
    product: str,
    buyer: str | None,
    count: int | None,
    as_json: bool,
    **fields: Unpack[AgreementFields],
) -> None:
    """Let a buyer accept an offer of a product. The agreement's id is printed.

    Without --offer it is the product's first public one. What is not given is what the offer says.

    Example: marketplace-emulator agreement accept --product harbor-backup --buyer dogwood-labs --duration P12M
    """
    code = referred("product", product, emulator.products(), "product_code")
    account = buyer and referred("buyer", buyer, emulator.buyers(), "customer_aws_account_id")
    if (offer := fields["offer_id"]) is not None:
        fields["offer_id"] = referred("offer", offer, emulator.offers(), "offer_id")
    made: Agreement | Created
    if count is not None:
        made, text = _many(emulator, count, code, account, fields)
    else:
        if account is None:
            raise click.UsageError("Missing option '--buyer' (or give --count to create buyers too).")
        made = emulator.accept_agreement(product_code=code, customer_aws_account_id=account, **fields)
        text = made["agreement_id"]
    if as_json:
        show_json(made)
    else:
        click.echo(text)


_OF_MANY = ("name", "offer_id", "duration", "auto_renew", "entitlements")
"""The fields that many agreements may have, too."""


def _many(emulator: Remote, count: int, code: str, account: str | None, fields: AgreementFields) -> tuple[Created, str]:
    given = {name for name, value in fields.items() if value is not None}
    if alone := sorted(given - {*_OF_MANY}):
        options = " and ".join(f"--{each.replace('_', '-')}" for each in alone)
        raise click.UsageError(f"{options} does not go with --count; leave out one of them.")
    made = emulator.create_agreements(
        count,
        product_code=code,
        customer_aws_account_id=account,
        name=fields["name"],
        offer_id=fields["offer_id"],
        duration=fields["duration"],
        auto_renew=fields["auto_renew"],
        entitlements=fields["entitlements"],
    )
    counted = ", ".join(f"{number} {noun}" for noun, number in made["created"].items())
    return made, f"{counted}, named {made['name']}-1 to {made['name']}-{count}"


create = click.Command(
    "create",
    params=accept.params,
    callback=accept.callback,
    help="""Create an agreement: another word for accept.

    Example: marketplace-emulator agreement create --product harbor-backup --buyer dogwood-labs
    """,
)
