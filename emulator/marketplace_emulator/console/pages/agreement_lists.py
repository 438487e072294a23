"""All tokens, all messages and the whole history of an agreement, in pages, where the agreement's own page has the newest."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.console.message_rows import message_rows
from marketplace_emulator.console.page import Page, Query, get
from marketplace_emulator.console.pages.agreement import HERE, path_to
from marketplace_emulator.console.token_life import life_of
from marketplace_emulator.control.agreements import show_agreement
from marketplace_emulator.control.events import EventQuery, list_events
from marketplace_emulator.control.tokens import TokenQuery, list_tokens
from marketplace_emulator.world import World

SHOWN = 50
MESSAGES = 25


class Wanted(Query, frozen=True, kw_only=True):
    """The last one of the page before."""

    before: int = 0


@get(f"{HERE}/tokens")
def show_tokens(world: World, agreement_id: str, query: Wanted) -> Page:
    """Show the tokens of an agreement, the newest first."""
    now = world.clock.now()
    wanted = TokenQuery(agreement_id=agreement_id, full=True, newest=True, limit=SHOWN, cursor=query.before)
    found = list_tokens(world, wanted)
    return _page(
        world, agreement_id, "tokens", query, found.next, tokens=[(each, life_of(each, now)) for each in found.items]
    )


@get(f"{HERE}/messages")
def show_messages(world: World, agreement_id: str, query: Wanted) -> Page:
    """Show the messages about an agreement, the newest first."""
    found = list_events(world, EventQuery(agreement_id=agreement_id, newest=True, limit=MESSAGES, cursor=query.before))
    return _page(world, agreement_id, "messages", query, found.next, messages=message_rows(world, found.items))


@get(f"{HERE}/history")
def show_history(world: World, agreement_id: str, query: Wanted) -> Page:
    """Show the steps that an agreement took, the newest first; `before` counts them from the first."""
    history = show_agreement(world, agreement_id)["history"]
    end = query.before or len(history)
    begin = max(0, end - SHOWN)
    return _page(world, agreement_id, "history", query, begin or None, steps=history[begin:end][::-1])


def _page(world: World, agreement_id: str, what: str, query: Wanted, older: int | None, **values: Any) -> Page:
    here = path_to(agreement_id)
    return Page(
        f"agreement_{what}.html",
        here=here,
        agreement=show_agreement(world, agreement_id),
        newest=f"{here}/{what}" if query.before else None,
        older=None if older is None else f"{here}/{what}?before={older}",
        now=world.clock.now(),
        **values,
    )
