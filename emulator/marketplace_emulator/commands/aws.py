"""`marketplace-emulator aws`: the AWS CLI's words, pointed at the emulator."""

from __future__ import annotations

import click


class WordForWord(click.Command):
    """A command whose words another grammar reads, so that none of them is taken for an option of click's."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hand the words on as they are."""
        ctx.params["words"] = tuple(args)
        return []


@click.command(cls=WordForWord, add_help_option=False, options_metavar="[OPTIONS] SERVICE OPERATION")
@click.pass_context
def command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Call an operation in the AWS CLI's words, here instead of at AWS.

    Example: marketplace-emulator aws meteringmarketplace resolve-customer --registration-token TOKEN
    """
    from marketplace_emulator.aws_cli.command_line import run

    ctx.exit(run(words))
