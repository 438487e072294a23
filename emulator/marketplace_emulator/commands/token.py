"""`token`: mint and list registration tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import agreement_id_of, as_json, referred, show_json, show_table, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.group(cls=Group)
def command() -> None:
    """Mint registration tokens, and list them with their state.

    Example: marketplace-emulator token mint
    """


@command.command()
@click.option("--agreement", metavar="ID|NAME", help="The token's agreement.  [default: the first active one]")
@click.option("--product", metavar="CODE|NAME", help="The agreement's product; needs --buyer.")
@click.option("--buyer", metavar="ACCOUNT|NAME", help="The agreement's buyer; needs --product.")
@click.option(
    "--expires-in", metavar="LENGTH", help="The token's lifetime, e.g. 90s or 5h; -1s makes an expired token."
)
@click.option("--token", metavar="TEXT", help="The text of the token, instead of one in AWS's format.")
@as_json
@steers
def mint(
    emulator: Remote,
    agreement: str | None,
    product: str | None,
    buyer: str | None,
    expires_in: str | None,
    token: str | None,
    as_json: bool,
) -> None:
    """Mint a token and print it; --json adds its expiry and the form that a buyer's browser posts.

    Example: marketplace-emulator token mint --expires-in 90s
    """
    if (product is None) != (buyer is None):
        raise click.UsageError("--product and --buyer together name an agreement; give both, or give --agreement")
    minted = emulator.mint(
        agreement and agreement_id_of(emulator, agreement),
        product_code=product and referred("product", product, emulator.products(), "product_code"),
        customer_aws_account_id=buyer and referred("buyer", buyer, emulator.buyers(), "customer_aws_account_id"),
        expires_in=expires_in,
        token=token,
    )
    if as_json:
        show_json(minted)
    else:
        click.echo(minted["token"])


@command.command("list")
@click.option("--agreement", metavar="ID|NAME", help="Only the tokens of this agreement.")
@click.option("--full", is_flag=True, help="Print the whole tokens, not shortened.")
@as_json
@steers
def list_tokens(emulator: Remote, agreement: str | None, full: bool, as_json: bool) -> None:
    """List the tokens.

    Example: marketplace-emulator token list --json --full
    """
    agreement_id = agreement and agreement_id_of(emulator, agreement)
    found = emulator.tokens(full=full, agreement_id=agreement_id)
    if as_json:
        show_json(found)
    else:
        columns = ("token", "name", "state", "agreement_id", "expires_at")
        show_table(found, columns, "There are no tokens; `token mint` mints one.")
