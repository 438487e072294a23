"""Shared by the commands that control a running emulator: connecting to it, and printing its answers and errors."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NoReturn

import click

from marketplace_emulator.nearest import meant
from marketplace_emulator.printable import json_text, printable, printable_lines

if TYPE_CHECKING:
    from marketplace_emulator import Remote

DEFAULT_URL = "http://127.0.0.1:4100"
MOST_NAMED = 10
"""How many agreements with one name are told."""

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def steers(function: Callable[..., None]) -> Callable[..., None]:
    """Pass the emulator at --url to a command as its first argument; print a refusal and exit with code 1."""

    @click.option(
        "--url", envvar="MARKETPLACE_EMULATOR_URL", default=DEFAULT_URL, show_default=True, show_envvar=True,
        help="The URL of the emulator.",
    )  # fmt: skip
    @click.option(
        "--bearer-token",
        envvar="MARKETPLACE_EMULATOR_TOKEN",
        help="The token that `serve` prints if it is bound beyond loopback.",
    )
    @functools.wraps(function)
    def command(*, url: str, bearer_token: str | None, **given: Any) -> None:
        from marketplace_emulator.remote import Remote
        from marketplace_emulator.steering import Refused

        try:
            with Remote(url, bearer_token) as emulator:
                function(emulator, **given)
        except Refused as refused:
            fail(str(refused))

    return command


def fail(text: str) -> NoReturn:
    """Print an error, which may have several lines and quote anybody, and exit with code 1."""
    click.echo(printable_lines(f"Error: {text}"), err=True)
    sys.exit(1)


def show_json(content: object) -> None:
    """Print JSON."""
    click.echo(json_text(content, indent=2))


def show_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], none: str) -> None:
    """Print the given columns of the rows as a table; print the text `none` if there are no rows."""
    cells = [[_cell(row[column]) for column in columns] for row in rows]
    if not cells:
        click.echo(none, err=True)
        return
    widths = [max(len(row[index]) for row in [[*columns], *cells]) for index in range(len(columns))]
    for line in [[*columns], *cells]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return printable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def referred(noun: str, given: str, known: Iterable[Mapping[str, Any]], key: str) -> str:
    """Return the identifier of the thing with the given name; an identifier is returned as it is."""
    known = list(known)
    named = [str(each[key]) for each in known if each["name"] == given]
    if len(named) > 1:
        fail(f"{len(named)} of the {noun}s are named {given!r}; give the {key} instead: {', '.join(named)}")
    if named or any(each[key] == given for each in known):
        return named[0] if named else given
    names = [each["name"] for each in known if each["name"]]
    if noun == "product" or (noun == "buyer" and not given.isdigit()):
        fail(f"there is no {noun} {given!r}; {meant(given, names)}")
    if nearest := get_close_matches(given, names):
        fail(f"there is no {noun} {given!r}; did you mean {' or '.join(map(repr, nearest))}?")
    return given  # the emulator refuses it and lists the known identifiers


def agreement_id_of(emulator: Remote, given: str) -> str:
    """Return the id of the agreement with a name or an id; thousands are listed only if there is none."""
    from marketplace_emulator.steering import Refused

    if not (known := emulator.agreements(name=given, limit=MOST_NAMED)):
        try:
            known = [emulator.agreement(given)]
        except Refused:
            known = emulator.agreements()
    return referred("agreement", given, known, "agreement_id")
