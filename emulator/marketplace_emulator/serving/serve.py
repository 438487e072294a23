"""The server that `serve` runs: open the store, print how to reach the emulator, answer until stopped."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from marketplace_emulator import environment, readings, seeding, timings
from marketplace_emulator.printable import printable
from marketplace_emulator.readings.registration import TOKEN_LIFETIME_SECONDS
from marketplace_emulator.serving.guard import Guard
from marketplace_emulator.serving.ports import Ports
from marketplace_emulator.serving.site import Site
from marketplace_emulator.store import Row, agreements, journal, meterable_agreement, products, tokens
from marketplace_emulator.world import ANSWER_SECONDS, World

if TYPE_CHECKING:
    from marketplace_emulator.serving.example_seller import ExampleSeller

LAST_PORT = 65535
SHOWN = 3
"""How many tokens and how many products are printed."""
PROGRAM = "marketplace-emulator"
PASTED = re.compile(r"[\w+/=.:~-]+", re.ASCII)
"""Tokens that need no quotes or escapes in any of the printed lines."""


class Settings(msgspec.Struct, frozen=True):
    """The options of `serve`."""

    host: str
    port: int
    fixtures: Sequence[str]
    store: str
    readings: Mapping[str, str]
    strict_signatures: bool
    as_json: bool
    watch: bool = False
    timings: Mapping[str, str] = msgspec.field(default_factory=dict)
    guard: Guard = msgspec.field(default_factory=Guard)
    journal_limit: int = journal.LIMIT
    sns_url: str | None = None
    sns_tls_port: int | None = None
    allowed_targets: Sequence[str] = ()
    answer_seconds: float = ANSWER_SECONDS
    with_example_seller: bool = False
    example_seller_port: int | None = None
    open_browser: bool = False


def serve(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM; a ValueError or OSError says what is wrong and what to do."""
    readings.check(settings.readings)
    timings.check(settings.timings)
    with (
        Ports(settings.host, settings.port, settings.sns_tls_port, settings.sns_url) as ports,
        example_seller(settings, ports.port) as seller,
    ):
        site = open_site(settings, ports.sns_url)
        server = ports.server(site)
        if seller is not None:
            seller.join(site.world)
        held = held_by(site.world, settings)

        def ready() -> None:
            announce(settings, server.url, held, seller.url if seller else None)
            watch(settings, lambda: seeding.replant(site.world))
            if seller is not None:
                seller.start(site.world, server.url, settings.guard.token)
            if settings.open_browser:
                from marketplace_emulator.serving import browser

                browser.show(page_of(settings, server.url))

        try:
            server.run(ready)
        finally:
            site.close()


def example_seller(settings: Settings, port: int) -> AbstractContextManager[ExampleSeller | None]:
    """With `--with-example-seller`, bind its port: the next one, unless another is given."""
    if not settings.with_example_seller:
        return nullcontext()
    from marketplace_emulator.serving.example_seller import ExampleSeller

    beside = 0 if settings.port == 0 or port == LAST_PORT else port + 1
    return ExampleSeller(
        settings.host, beside if settings.example_seller_port is None else settings.example_seller_port
    )


def open_site(settings: Settings, sns_url: str | None = None) -> Site:
    """Open the store, and plant the fixtures if it is new."""
    world = seeding.open_world(
        settings.store,
        settings.fixtures,
        settings.readings,
        timings=settings.timings,
        journal_limit=settings.journal_limit,
        sns_url=sns_url,
        allowed_targets=settings.allowed_targets,
        answer_seconds=settings.answer_seconds,
    )
    return Site(world, strict_signatures=settings.strict_signatures, guard=settings.guard)


def watch(settings: Settings, replant: Callable[[], None]) -> None:
    """With `--watch`, plant the fixture files again whenever they change."""
    if settings.watch:
        from marketplace_emulator.watch import Watch

        files = [seeding.path_of(file) for file in settings.fixtures] or [seeding.DEFAULT_WORLD]
        Watch(files, replant, lambda text: print(text, file=sys.stderr, flush=True)).start()


class Held(msgspec.Struct, frozen=True):
    """What `serve` prints about the store.

    The first usable tokens with their descriptions, what to do if there is none, the first products with their codes,
    an agreement whose usage can be metered, a note if the store holds another world than the options name, and SNS's URL
    if it has a port of its own.
    """

    tokens: Sequence[tuple[str, str]]
    none: str
    products: Sequence[tuple[str, str]]
    meterable: Row | None
    kept: str | None
    sns_url: str | None = None


def held_by(world: World, settings: Settings) -> Held:
    """Read the store's first tokens and products."""
    with world.transaction():
        now, words = world.clock.now(), seeding.words()
        young = world.store.rows(
            tokens.YOUNG, since=now - min(TOKEN_LIFETIME_SECONDS.values()), now=now, most=SHOWN + len(words)
        )
        own = [each for each in young if each["token"] not in words][:SHOWN]
        agreed = world.store.row(agreements.FIRST_ACTIVE) is not None
        meterable = world.store.row(meterable_agreement.FIRST, seller=world.seller, now=now)
        planted = seeding.planted(world.store) or []
        own_products = [each for each in world.store.rows(products.ALL) if each["seller_account"] == world.seller]
        sold = [(each["name"], each["product_code"]) for each in own_products[:SHOWN]]
    given = [str(seeding.path_of(file)) for file in settings.fixtures]
    kept = None
    if planted != given:
        kept = (
            f"the store {settings.store} already holds the world of {_worlds(planted)}; to plant {_worlds(given)} "
            "instead, run marketplace-emulator reset"
        )
    none = "none yet; `marketplace-emulator token mint` prints one"
    if not agreed:
        none = (
            "none, and `valid` does not work either: this world has no agreement; --fixtures replaces the default world"
        )
    shown = [(f"{each['name'] or 'token'} ({each['generation']})", each["token"]) for each in own]
    sns_url = world.sns_url if world.sns_authority else None
    return Held(shown, none, sold, dict(meterable) if meterable else None, kept, sns_url)


def _worlds(files: Sequence[str]) -> str:
    return ", ".join(files) or "the default fixtures"


def page_of(settings: Settings, url: str) -> str:
    """Return the page to begin with: beyond loopback, the one that asks for the token."""
    return url if settings.guard.token is None else f"{url}/console/login"


def announce(settings: Settings, url: str, held: Held, seller_url: str | None = None) -> None:
    """Print how to reach the emulator: JSON for a program, lines to paste for a person."""
    variables = environment.variables(url, settings.guard.token)
    if held.kept:
        print(held.kept, file=sys.stderr, flush=True)
    if settings.as_json:
        own = {} if seller_url is None else {"example_seller": seller_url}
        found = {"url": url, **own, "environment": variables, "unset": environment.to_unset()}
        print(json.dumps(found), flush=True)
        return
    token = next((token for _, token in held.tokens if PASTED.fullmatch(token)), "valid")
    key, secret, region = environment.ACCESS_KEY_ID, environment.SECRET_ACCESS_KEY, environment.REGION
    lines = (
        f"AWS Marketplace emulator at {url} (Ctrl-C stops it)",
        *(
            []
            if seller_url is None
            else [f"Example seller at {seller_url}, where buyers of your products set up their accounts"]
        ),
        "",
        "Registration tokens (these words work too: valid, expired, invalid, throttled, internal-error, slow, hang, drop …):",
        *(f"  {printable(name):<34}{printable(value)}" for name, value in held.tokens),
        *(() if held.tokens else (f"  {held.none}",)),
        "",
        "Product codes (some words work as a code, a dimension or a CustomerIdentifier: throttled, internal-error, slow …):",
        *(f"  {printable(name):<34}{printable(code)}" for name, code in held.products),
        "",
        "Environment for AWS SDKs that read AWS_ENDPOINT_URL_… (boto3, JS v3, AWS CLI from 2.13; others take the URL in code):",
        f"  unset {' '.join(environment.to_unset())}",
        *(f"  export {name}={shlex.quote(value)}" for name, value in variables.items()),
        "",
        "Steer the emulator:",
        f"  {_program()} token mint --url {url}",
        "",
        *_trusting(url, held.sns_url),
        *_metering(url, held.meterable),
        "AWS's messages about agreements, to an endpoint of yours:",
        f"  {_program()} subscription add http://127.0.0.1:8000/events --url {url}",
        f"  {_program()} event list --url {url}",
        "",
        "boto3:",
        f"  import boto3; metering = boto3.client('meteringmarketplace', endpoint_url='{url}', region_name='{region}', "
        f"aws_access_key_id='{key}', aws_secret_access_key='{secret}')",
        f"  print(metering.resolve_customer(RegistrationToken='{token}'))",
        "",
        "AWS CLI:",
        f"  AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={secret} aws meteringmarketplace resolve-customer "
        f"--region {region} --endpoint-url {url} --registration-token '{token}'",
        "",
        "curl:",
        f"  curl {url} --aws-sigv4 aws:amz:{region}:aws-marketplace --user {key}:{secret} "
        "-H 'X-Amz-Target: AWSMPMeteringService.ResolveCustomer' -H 'Content-Type: application/x-amz-json-1.1' "
        f"-d '{json.dumps({'RegistrationToken': token})}'",
        "",
        "Buy a product, set up an account, and watch what browser, seller and AWS say to each other:",
        f"open {page_of(settings, url)}",
    )
    print("\n".join(lines), flush=True)


def _trusting(url: str, sns_url: str | None) -> Iterable[str]:
    """Give a line that prints what to trust for SNS's port; none if it has no port of its own."""
    if sns_url is not None:
        yield f"SNS by HTTPS, which its messages say is at {sns_url}; its authority for NODE_EXTRA_CA_CERTS, SSL_CERT_FILE …:"
        yield f"  {_program()} sns authority --url {url} > authority.pem"
        yield ""


def _metering(url: str, agreement: Row | None) -> Iterable[str]:
    """Give lines that send usage of an agreement and read what came of it; none if there is no agreement to meter."""
    if agreement is None or not all(PASTED.fullmatch(each) for each in agreement.values()):
        return
    code = agreement["product_code"]
    record = f"Timestamp=$(date +%s),CustomerAWSAccountId={agreement['customer_aws_account_id']}"
    by = f" --product-code {code}"
    if agreement["generation"] == "concurrent":
        record, by = f"{record},LicenseArn={agreement['license_arn']}", ""
    yield "Usage, entitlements and the bill:"
    yield (
        f"  {_program()} aws meteringmarketplace batch-meter-usage --endpoint-url {url}{by} "
        f'--usage-records "{record},Dimension={agreement["dimension"]},Quantity=17"'
    )
    yield f"  {_program()} aws marketplace-entitlement get-entitlements --endpoint-url {url} --product-code {code}"
    yield f"  {_program()} ledger --url {url}"
    yield ""


def _program() -> str:
    if shutil.which(PROGRAM):
        return PROGRAM
    installed = Path(sys.executable).with_name(PROGRAM)
    return os.path.relpath(installed) if installed.exists() else f"{sys.executable} -m marketplace_emulator"
