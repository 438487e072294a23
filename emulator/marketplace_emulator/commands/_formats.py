"""The formats in which a command prints a list: a table to read, JSON, or CSV for spreadsheets."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from marketplace_emulator import csv_lines
from marketplace_emulator.printable import json_text, printable

FORMATS = ("table", "json", "csv")


def formats(function: Callable[..., None]) -> Callable[..., None]:
    """Add --format and --json to a command; the command gets the argument `form`."""

    @click.option("--format", "form", type=click.Choice(FORMATS), help="How to print.  [default: table]")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON, as --format json does.")
    @functools.wraps(function)
    def command(*given: Any, form: str | None, as_json: bool, **more: Any) -> None:
        if as_json and form not in (None, "json"):
            raise click.UsageError(f"--json and --format {form} are two formats; give one of them")
        function(*given, form="json" if as_json else form or "table", **more)

    return command


def show_csv(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> None:
    """Print rows as CSV, each as soon as it is there; on a terminal, each as a line that the terminal does not obey."""
    for line in csv_lines.lines([*columns], rows):
        if sys.stdout.isatty():
            click.echo(printable(line.removesuffix("\r\n")))
        else:
            click.echo(line.encode(), nl=False)


def show_list(rows: Iterable[Mapping[str, Any]], indent: str = "") -> None:
    """Print rows as a JSON list, each as soon as it is there."""
    separator = "["
    for row in rows:
        click.echo(f"{separator}\n{indent}  {indented(row, f'{indent}  ')}", nl=False)
        separator = ","
    click.echo("[]" if separator == "[" else f"\n{indent}]", nl=False)


def indented(value: object, indent: str) -> str:
    """Write a value as JSON that stands so far from the margin."""
    return json_text(value, indent=2).replace("\n", f"\n{indent}")
