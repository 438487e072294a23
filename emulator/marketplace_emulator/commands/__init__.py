"""The command line: one file a command, found by its name and imported only when it is asked for."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import click

from marketplace_emulator.nearest import meant


class CommandsByFile(click.Group):
    """A group whose commands are the files of this folder; `serve` is `serve.py`, its object is named `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands, each by its file's name."""
        return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's file, or answer with the nearest names."""
        known = self.list_commands(ctx)
        if cmd_name not in known:
            ctx.fail(f"{cmd_name!r} is not a command; {meant(cmd_name, known)} (--help tells of each)")
        command = importlib.import_module(f"{__name__}.{cmd_name}").command
        assert isinstance(command, click.Command), f"{cmd_name}.py defines no click command named `command`"
        _keep_examples_whole(command)
        return command


def _keep_examples_whole(command: click.Command) -> None:
    # click wraps a paragraph, and an example that is wrapped cannot be pasted, unless the paragraph begins with \\b.
    command.help = re.sub(r"\n\n(Example: )", "\n\n\b\n\\1", inspect.cleandoc(command.help or ""))
    if isinstance(command, click.Group):
        for each in command.commands.values():
            _keep_examples_whole(each)


@click.group(cls=CommandsByFile, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="marketplace-emulator")
def main() -> None:
    """A local stand-in for AWS Marketplace, and contract tests for a seller's integration.

    Example: marketplace-emulator serve
    """
