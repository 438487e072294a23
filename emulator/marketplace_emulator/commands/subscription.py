"""`subscription`: add, list and remove the targets that events are sent to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, referred, show_json, show_table, steers
from marketplace_emulator.deliveries.kind import kinds

if TYPE_CHECKING:
    from marketplace_emulator import Remote

KINDS = sorted(kinds().keys() - {"function"}, key=lambda name: (name != "http", name))
"""The kinds to which another process can send."""


@click.group(cls=Group)
def command() -> None:
    """Say where the messages of AWS go.

    Example: marketplace-emulator subscription add http://127.0.0.1:8000/events
    """


def _headers(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str] | None:
    headers = {}
    for each in given:
        name, colon, value = each.partition(":")
        if not colon:
            raise click.BadParameter(f"{each!r} is not NAME:VALUE, e.g. 'x-api-key: secret'")
        headers[name.strip()] = value.strip()
    return headers or None


@command.command()
@click.argument("target", metavar="URL|ARN")
@click.option("--kind", type=click.Choice(KINDS), default="http", show_default=True, help="What is at the target.")
@click.option("--name", help="The subscription's name; its id is derived from it.")
@click.option("--product", metavar="CODE|NAME", help="Only messages about this product.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only messages of this type; repeatable.")
@click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="NAME:VALUE",
    callback=_headers,
    help="http: a header, such as the secret of an API destination; repeatable.",
)
@click.option("--raw", is_flag=True, default=None, help="sns_http, sqs: without SNS's envelope.")
@click.option(
    "--signature-version", type=click.Choice(["1", "2"]), help="sns_http, sqs: the version of SNS's signature."
)
@click.option("--endpoint-url", metavar="URL", help="sqs, sns, eventbridge: where the service is, such as LocalStack.")
@click.option("--access-key-id", metavar="KEY", help="sqs, sns, eventbridge: the access key for it.")
@click.option("--source", help="eventbridge: the source of the events instead of aws.agreement-marketplace.")
@as_json
@steers
def add(emulator: Remote, target: str, kind: str, product: str | None, as_json: bool, **settings: Any) -> None:
    """Send messages from now on to a URL, or to the ARN of a queue, topic or bus.

    Example: marketplace-emulator subscription add http://127.0.0.1:8000/events --header 'x-api-key: secret'
    """
    code = product and referred("product", product, emulator.products(), "product_code")
    settings["types"] = settings["types"] or None
    added = emulator.subscribe(target, kind=kind, product_code=code, **settings)
    if as_json:
        show_json(added)
        return
    click.echo(added["subscription_id"])
    if added["state"] != "confirmed":
        click.echo(f"{target} gets a SubscriptionConfirmation, and messages once it has confirmed.", err=True)


@command.command("list")
@as_json
@steers
def list_subscriptions(emulator: Remote, as_json: bool) -> None:
    """List the subscriptions; secrets are shortened.

    Example: marketplace-emulator subscription list
    """
    found = emulator.subscriptions()
    if as_json:
        show_json(found)
        return
    columns = ("subscription_id", "name", "kind", "target", "product_code", "types", "state", "since", "settings")
    show_table(found, columns, "There are no subscriptions; `subscription add` adds one.")


@command.command()
@click.argument("subscription", metavar="ID|NAME", required=False)
@click.option("--all", "every", is_flag=True, help="Remove all of them.")
@steers
def remove(emulator: Remote, subscription: str | None, every: bool) -> None:
    """Remove a subscription, and what is on its way to it.

    Example: marketplace-emulator subscription remove sub-1f0c2d3e4a5b
    """
    if (subscription is None) != every:
        raise click.UsageError("Give the id of a subscription, or --all.")
    known = emulator.subscriptions()
    emulator.unsubscribe(subscription and referred("subscription", subscription, known, "subscription_id"))
