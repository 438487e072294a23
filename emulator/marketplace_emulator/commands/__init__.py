"""The command line: one file for each command, found by its name and imported only when the command is used."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re

import click

from marketplace_emulator.commands._group import Group


class CommandsByFile(Group):
    """A group whose commands are the files of this folder: `serve` is the object named `command` in `serve.py`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of the commands, which are the names of the files: `public-key` is in `public_key.py`."""
        files = (module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
        return sorted(name.replace("_", "-") for name in files)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's file, or return None if there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        file = cmd_name.replace("-", "_")
        command = importlib.import_module(f"{__name__}.{file}").command
        assert isinstance(command, click.Command), f"{file}.py defines no click command named `command`"
        _keep_examples_whole(command)
        return command


def _keep_examples_whole(command: click.Command) -> None:
    # click wraps every paragraph that does not begin with \\b, and a wrapped example cannot be pasted into a shell.
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
