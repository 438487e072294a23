"""`exchanges`: list, follow and export the requests to AWS and their answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import click

from marketplace_emulator.commands._filter import filters
from marketplace_emulator.commands._steering import show_json, steers
from marketplace_emulator.printable import json_text, printable

if TYPE_CHECKING:
    from marketplace_emulator import Remote

POLL_SECONDS = 0.3
LAST = 20
TOLD = 300
"""How many characters of an error\'s message a line tells."""


@click.command()
@click.option("--follow", is_flag=True, help="Keep printing new exchanges until Ctrl-C.")
@click.option("--last", metavar="N", type=click.IntRange(1, 1000), help=f"Print only the newest N.  [default: {LAST}]")
@click.option("--full", is_flag=True, help="Show tokens in full.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, one exchange per line; all of them unless --last is given."
)
@click.option(
    "--har", "as_har", is_flag=True, help="Print all as a HAR 1.2 file, which browsers' developer tools open."
)
@steers
@filters
def command(
    emulator: Remote,
    follow: bool,
    wanted: dict[str, Any],
    last: int | None,
    full: bool,
    as_json: bool,
    as_har: bool,
) -> None:
    """List the requests to AWS and their answers, the newest last.

    Example: marketplace-emulator exchanges --follow --outcome ExpiredTokenException
    """
    given = {name: str(value) for name, value in wanted.items()} | ({"full": "true"} if full else {})
    if as_har:
        if follow or as_json or last:
            raise click.UsageError("--har prints all exchanges at once; leave out --follow, --json and --last")
        show_json(emulator.request("GET", f"/exchanges.har?{urlencode(given)}"))
        return
    show = _json if as_json else _line
    cursor = 0
    for each in _shown(emulator, given, last or (None if as_json else LAST)):
        cursor = each["id"]
        click.echo(show(each))
    if follow:
        with suppress(KeyboardInterrupt):  # the ordinary way to stop it
            _follow(emulator, given, cursor, as_json=as_json)


def _shown(emulator: Remote, filters: dict[str, str], last: int | None) -> Iterator[dict[str, Any]]:
    if last is not None:
        newest = {**filters, "newest": "true", "limit": str(last)}
        yield from emulator.request("GET", f"/exchanges?{urlencode(newest)}")["items"]
        return
    yield from _after(emulator, filters, 0)


def _after(emulator: Remote, filters: dict[str, str], cursor: int | None) -> Iterator[dict[str, Any]]:
    while cursor is not None:
        page = emulator.request("GET", f"/exchanges?{urlencode({**filters, 'cursor': cursor})}")
        yield from page["items"]
        cursor = page["next"]


def _follow(emulator: Remote, filters: dict[str, str], cursor: int, *, as_json: bool) -> None:
    show = _json if as_json else _line
    while True:
        time.sleep(POLL_SECONDS)
        for each in _after(emulator, filters, cursor):
            cursor = each["id"]
            click.echo(show(each))


def _json(exchange: dict[str, Any]) -> str:
    return json_text(exchange)


def _line(exchange: dict[str, Any]) -> str:
    asked = exchange["operation"] or f"{exchange['method']} {exchange['path']}"
    parts = [f"{exchange['id']:>5}", exchange["at"], asked, exchange["outcome"], f"{exchange['duration_ms']:.1f} ms"]
    for name in ("token", "customer_aws_account_id"):
        if exchange[name] is not None:
            parts.append(exchange[name])
    parts += [f"{fault} {kind}" for fault, kind in zip(exchange["fault"], exchange["fault_kinds"], strict=True)]
    answer = exchange["answer"]
    if exchange["status"] >= 400 and isinstance(answer, dict) and isinstance(answer.get("message"), str):
        message: str = answer["message"]
        parts.append(message if len(message) <= TOLD else f"{message[:TOLD]}…")
    return printable("  ".join(parts))
