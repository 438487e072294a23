"""`aws`: call the emulator in the AWS CLI's syntax."""

from __future__ import annotations

import click


class WordForWord(click.Command):
    """A command whose arguments click leaves alone; `aws_cli` parses them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Store the arguments as they are."""
        ctx.params["words"] = tuple(args)
        return []


@click.command(cls=WordForWord, add_help_option=False, options_metavar="[OPTIONS] SERVICE OPERATION")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Call an operation of the emulator in the AWS CLI's syntax.

    Example: marketplace-emulator aws meteringmarketplace resolve-customer --registration-token TOKEN
    """
    from marketplace_emulator.aws_cli.command_line import run

    ctx.exit(run(words))
