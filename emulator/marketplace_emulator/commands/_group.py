"""A group of commands that knows what a wrong name may mean."""

from __future__ import annotations

import click

from marketplace_emulator.nearest import meant


class Group(click.Group):
    """Fails with the nearest names where a command is not known."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first word names."""
        known = self.list_commands(ctx)
        if args[0] not in known:
            ctx.fail(f"{args[0]!r} is not a command; {meant(args[0], known)} (--help describes them)")
        return super().resolve_command(ctx, args)
