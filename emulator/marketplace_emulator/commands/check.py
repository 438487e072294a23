"""`check`: try an integration against every contract."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marketplace_contracts.setting import Usage, pair
from marketplace_contracts.settings import table

if TYPE_CHECKING:
    from marketplace_contracts.contract import Contract
    from marketplace_contracts.run import Run
    from marketplace_contracts.settings import Settings


def _pairs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    try:
        return dict(map(pair, given))
    except Usage as error:
        raise click.BadParameter(str(error)) from None


def _options(command: Callable[..., None]) -> Callable[..., None]:
    """Add an option to a command for each of the kit's settings except the subject."""
    for each in reversed(table()):
        if each.name == "subject":
            continue
        more: dict[str, Any] = {"metavar": each.row.metavar} if each.row.metavar else {}
        if each.offered:
            more["type"] = click.Choice(each.offered)
        elif each.kind == "whole":
            more["type"] = int if each.row.least is None else click.IntRange(each.row.least)
        elif each.kind == "number":
            more["type"] = float
        elif each.kind in ("many", "pairs"):
            more["multiple"] = True
            more["callback"] = _pairs if each.kind == "pairs" else None
        command = click.option(f"--{each.option}", help=each.row.help, **more)(command)
    return command


@click.command()
@click.argument("subject", required=False)
@_options
@click.option("--list", "listing", is_flag=True, help="List the contracts without trying them.")
@click.option("--json", "as_json", is_flag=True, help="Print report.json instead of the table.")
def command(subject: str | None, listing: bool, as_json: bool, **options: Any) -> None:
    """Try an integration against every contract: a URL, a Python app, or a Lambda handler.

    Settings are also read from [tool.marketplace-emulator] in pyproject.toml, or from marketplace-contracts.toml. Exit
    codes: 0 if no contract of level must is broken, 1 if one is (see --fail-on), 2 if a setting is wrong (or --accounts
    never answers with a list), 3 if the subject cannot be reached, or too little could be verified (see
    --allow-unverified).

    Example: marketplace-emulator check package.module:app --accounts /accounts

    Example: marketplace-emulator check http://127.0.0.1:8000/ --command "node server.js" --accounts /accounts
    """
    from marketplace_contracts.configuration import configured
    from marketplace_contracts.contract import chosen
    from marketplace_contracts.run import INTERRUPTED, UNREACHABLE, USAGE, check
    from marketplace_contracts.subject import Unreachable

    try:
        settings = configured(Path.cwd(), subject=subject, **options)
        if listing:
            for each in chosen(settings):
                click.echo(f"{each.id}  ({each.level})\n    {each.sentence}")
            return
        if not settings.subject:
            raise Usage("no subject is named; e.g. `marketplace-emulator check http://127.0.0.1:8000/`, see --help")
        stop = _Stop()
        with _Bar() as bar:
            run = check(settings, progress=bar.show, stopped=lambda: stop.asked)
        code = _report(run, settings, as_json=as_json)
        _forget_interrupt()
        sys.exit(code)
    except Usage as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(USAGE)
    except Unreachable as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(UNREACHABLE)
    except KeyboardInterrupt:
        click.echo("Interrupted before anything was tried.", err=True)
        _forget_interrupt()
        sys.exit(INTERRUPTED)


def _report(run: Run, settings: Settings, *, as_json: bool) -> int:
    from marketplace_contracts.report.folder import as_json as json_of
    from marketplace_contracts.report.folder import write
    from marketplace_contracts.report.terminal import report_lines

    written = write(run, settings.report) if settings.report else []
    if as_json:
        click.echo(json_of(run), nl=False)
    else:
        for line, colour in report_lines(run):
            click.secho(line, fg=colour)
        for file in written:
            click.echo(f"wrote {file}")
    if run.trouble and not run.interrupted:
        click.echo(f"Error: {run.trouble[1]}", err=True)
    return run.code


def _forget_interrupt() -> None:
    # If an interrupt leaves code that was compiled from a string, such as a dataclass's, CPython ends `python -m` by SIGINT,
    # although the interrupt was caught (unhandled_keyboard_interrupt in pythonrun.c); the next such code resets that.
    exec("")


class _Stop:
    """Ends the run on Ctrl-C or SIGTERM, and with it the processes that the run has started."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)
        sys.unraisablehook = self._unraisable

    def _ask(self, *_: object) -> None:
        self.asked = True
        raise KeyboardInterrupt

    def _unraisable(self, dropped: sys.UnraisableHookArgs) -> None:
        # Python drops an exception raised in a callback of its garbage collector; `asked` ends the run nevertheless.
        if not isinstance(dropped.exc_value, KeyboardInterrupt):
            sys.__unraisablehook__(dropped)


class _Bar:
    """A progress bar on standard error, shown only if that is a terminal."""

    def __init__(self) -> None:
        self.stream = sys.stderr
        self.there = self.stream.isatty()

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *exception: object) -> None:
        if self.there:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def show(self, done: int, of: int, contract: Contract | None) -> None:
        if self.there:
            full = 30 * done // max(1, of)
            self.stream.write(
                f"\r\x1b[K[{'█' * full}{' ' * (30 - full)}] {done}/{of} {contract.id if contract else ''}"
            )
            self.stream.flush()
