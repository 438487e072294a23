"""`serve`: run the emulator until it is stopped."""

from __future__ import annotations

import gc

import click

from marketplace_emulator.commands._pairs import reading_like
from marketplace_emulator.commands._steering import fail


def _hosts(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    from marketplace_emulator.serving.guard import is_host

    for each in given:
        if not is_host(each):
            raise click.BadParameter(f"{each!r} is not a host name; expected a name like my-machine.local")
    return given


def _sns_url(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    from marketplace_emulator.sns import address

    try:
        return None if given is None else address.checked(given)
    except ValueError as problem:
        raise click.BadParameter(str(problem)) from None


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to bind.")
@click.option(
    "--port", default=4100, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 for any free one."
)
@click.option(
    "--fixtures", multiple=True, metavar="FILE", help="A fixture file to load instead of the default world; repeatable."
)
@click.option(
    "--store", default="sqlite://", metavar="URL", help="The database that holds the state.  [default: in memory]"
)
@click.option(
    "--reading",
    "readings",
    multiple=True,
    metavar="NAME=VALUE",
    callback=reading_like("second_resolve=expired"),
    help="Choose an alternative of a reading; see `reading list`.",
)
@click.option(
    "--timing",
    "timings",
    multiple=True,
    metavar="NAME=LENGTH",
    callback=reading_like("license_updated=5s"),
    help="Choose how long after a step a message comes; see `timing list`.  [repeatable]",
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    callback=_hosts,
    help="Another Host name, besides localhost, under which the control API answers; repeatable.",
)
@click.option(
    "--allow-target",
    "targets",
    multiple=True,
    metavar="HOST",
    callback=_hosts,
    help="A host to which deliveries may go although it is neither on this machine nor in a private network; repeatable.",
)
@click.option(
    "--delivery-timeout",
    default=15.0,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(0.1, 600),
    help="How long a delivery waits for an answer.",
)
@click.option(
    "--journal",
    default=10_000,
    show_default=True,
    metavar="N",
    type=click.IntRange(1, 1_000_000),
    help="The number of exchanges to keep.",
)
@click.option(
    "--sns-tls-port",
    metavar="PORT",
    type=click.IntRange(0, 65535),
    help="A second port, with HTTPS, where SNS's messages say that their certificate is; 0 for any free one. See `sns authority`.",
)
@click.option(
    "--sns-url",
    metavar="URL",
    callback=_sns_url,
    help="The URL of SNS in its messages, e.g. https://sns.us-east-1.amazonaws.com if your hosts file leads it here.",
)
@click.option("--strict-signatures", is_flag=True, help="Verify the Signature Version 4 of every request.")
@click.option("--watch", is_flag=True, help="Load the fixture files again whenever one is saved.")
@click.option(
    "--with-example-seller",
    is_flag=True,
    help="Start a small example seller beside the emulator; the pages at / send buyers to it.",
)
@click.option(
    "--example-seller-port",
    metavar="PORT",
    type=click.IntRange(0, 65535),
    help="The port of the example seller; 0 for any free one.  [default: the next one after --port]",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the pages at / in a browser.")
@click.option("--json", "as_json", is_flag=True, help="Print the endpoint and the environment as one line of JSON.")
def command(
    host: str,
    port: int,
    fixtures: tuple[str, ...],
    store: str,
    readings: dict[str, str],
    timings: dict[str, str],
    hosts: tuple[str, ...],
    targets: tuple[str, ...],
    delivery_timeout: float,
    journal: int,
    sns_tls_port: int | None,
    sns_url: str | None,
    strict_signatures: bool,
    watch: bool,
    with_example_seller: bool,
    example_seller_port: int | None,
    open_browser: bool,
    as_json: bool,
) -> None:
    """Run the emulator and print how to reach it.

    If the emulator is bound beyond loopback, its control API needs a bearer token: the one in
    MARKETPLACE_EMULATOR_TOKEN, or a new one that `serve` prints.

    Example: marketplace-emulator serve --port 4100 --reading second_resolve=expired
    """
    if example_seller_port is not None and not with_example_seller:
        raise click.UsageError("--example-seller-port is for --with-example-seller; give both, or neither")
    gc.disable()  # the start allocates much and frees little; Server.run enables it again
    from marketplace_emulator.serving.guard import Guard
    from marketplace_emulator.serving.serve import Settings, serve

    settings = Settings(
        host,
        port,
        fixtures,
        store,
        readings,
        strict_signatures,
        as_json,
        watch,
        guard=Guard.bound_to(host, hosts),
        timings=timings,
        journal_limit=journal,
        sns_url=sns_url,
        sns_tls_port=sns_tls_port,
        allowed_targets=targets,
        answer_seconds=delivery_timeout,
        with_example_seller=with_example_seller,
        example_seller_port=example_seller_port,
        open_browser=open_browser,
    )
    try:
        serve(settings)
    except (ValueError, OSError) as error:
        fail(str(error))
