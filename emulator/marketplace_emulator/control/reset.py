"""Reset: restore the fixtures."""

from __future__ import annotations

import msgspec

from marketplace_emulator import seeding
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import route
from marketplace_emulator.store import exchanges
from marketplace_emulator.store.problems import NotThere
from marketplace_emulator.world import World


class ResetQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`only` limits the reset to some nouns, separated by commas, such as tokens,faults. Default: everything."""

    only: str | None = None


@route("POST", "/reset")
def reset(world: World, query: ResetQuery) -> None:
    """Delete what has happened and load the fixtures again, with everything that refers to it. Snapshots stay."""
    only = [] if query.only is None else [each.strip() for each in query.only.split(",")]
    newest = exchanges.ends(world.store)[1]
    try:
        seeding.reset(world, only)
    except NotThere as unknown:
        raise Problem(422, str(unknown)) from None
    exchanges.go_on_after(world.store, newest)
