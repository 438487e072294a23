"""`/console/agreements/<agreement_id>/messages/<event_id>`: a message with its text, its deliveries and every attempt."""

from __future__ import annotations

import json
from typing import Literal

from marketplace_emulator.console.message_rows import message_rows
from marketplace_emulator.console.page import Form, Page, See, get, post
from marketplace_emulator.console.pages.agreement import HERE, path_to
from marketplace_emulator.control.agreements import show_agreement
from marketplace_emulator.control.events import Redelivery, redeliver_event, show_event
from marketplace_emulator.world import World

MOST = 50
"""How many deliveries, and attempts of each, the page shows: the last ones."""


class Again(Form, frozen=True, kw_only=True):
    """The page that is shown next."""

    then: Literal["agreement", "message"] = "agreement"


@get(f"{HERE}/messages/<event_id>")
def show_message(world: World, agreement_id: str, event_id: str) -> Page:
    """Show a message."""
    event = show_event(world, event_id)
    return Page(
        "agreement_message.html",
        here=path_to(agreement_id),
        agreement=show_agreement(world, agreement_id),
        message=message_rows(world, [event], most=MOST)[0],
        body=None if event["body"] is None else json.dumps(json.loads(event["body"]), indent=2, ensure_ascii=False),
    )


@post(f"{HERE}/messages/<event_id>/redeliver")
def redeliver(world: World, agreement_id: str, event_id: str, form: Again) -> See:
    """Send a message again to all who take it."""
    redeliver_event(world, event_id, Redelivery())
    here = path_to(agreement_id)
    return See(f"{here}/messages/{event_id}" if form.then == "message" else f"{here}#messages")
