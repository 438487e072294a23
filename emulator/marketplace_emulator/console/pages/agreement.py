"""`/console/agreements/<agreement_id>`: what an agreement is, was and will be, and the steps that it can take now."""

from __future__ import annotations

from urllib.parse import quote

from marketplace_emulator import agreements as steps
from marketplace_emulator.console import offer_terms, timeline
from marketplace_emulator.console.form_values import read
from marketplace_emulator.console.line_of_time import line_of_time
from marketplace_emulator.console.message_rows import message_rows
from marketplace_emulator.console.page import Form, Page, Query, See, get, post
from marketplace_emulator.console.step_forms import known_of, step_forms
from marketplace_emulator.console.token_life import life_of
from marketplace_emulator.console.usage_view import Span, usage_view
from marketplace_emulator.control.agenda import AgendaQuery, list_agenda
from marketplace_emulator.control.agreements import given, show_agreement
from marketplace_emulator.control.entitlements import EntitlementQuery, list_entitlements
from marketplace_emulator.control.events import EventQuery, list_events
from marketplace_emulator.control.tokens import NewToken, TokenQuery, list_tokens, mint_token
from marketplace_emulator.store import agreements, buyers, events, products, tokens
from marketplace_emulator.store.problems import NotThere
from marketplace_emulator.world import World

HERE = "/console/agreements/<agreement_id>"
FEW = 8
"""How many tokens, messages and entries of the timeline the page shows: the newest ones."""
DUE = 100
MOST_GRANTED = 20


class Wanted(Query, frozen=True, kw_only=True):
    """What the ledger covers."""

    ledger: Span = "hours"


class Mint(Form, frozen=True, kw_only=True):
    """How long a new token lives, such as 90s."""

    expires_in: str | None = None


def path_to(agreement_id: str) -> str:
    """Return the path of an agreement's page."""
    return f"/console/agreements/{quote(agreement_id, safe='')}"


@get(HERE)
def show(world: World, agreement_id: str, query: Wanted) -> Page:
    """Show an agreement."""
    agreement, store, now = show_agreement(world, agreement_id), world.store, world.clock.now()
    due = list_agenda(world, AgendaQuery(agreement_id=agreement_id, limit=DUE))
    minted = list_tokens(world, TokenQuery(agreement_id=agreement_id, full=True, newest=True, limit=FEW))
    told = list_events(world, EventQuery(agreement_id=agreement_id, newest=True, limit=FEW))
    code = agreement["product_code"]
    return Page(
        "agreement.html",
        here=path_to(agreement_id),
        agreement=agreement,
        product=products.find(store, code),
        buyer=buyers.find(store, agreement["customer_aws_account_id"]),
        following=agreements.following(store, agreement_id),
        line=line_of_time(agreement, due.items, now),
        more_due=due.next is not None,
        steps=step_forms(world, agreement),
        entitlements=list_entitlements(world, EntitlementQuery(agreement_id=agreement_id, limit=MOST_GRANTED)),
        tokens=[(each, life_of(each, now)) for each in minted.items],
        tokens_minted=tokens.minted(store, agreement_id),
        messages=message_rows(world, told.items),
        messages_emitted=events.emitted(store, agreement_id),
        is_subscribed=world.subscribed,
        usage=usage_view(world, agreement_id, code, query.ledger),
        timeline=timeline.of(world, {"agreement_id": agreement_id}, limit=FEW),
        in_words=offer_terms.in_words,
        now=now,
    )


@post(f"{HERE}/steps/<step>")
def take_step(world: World, agreement_id: str, step: str, form: dict[str, str]) -> See:
    """Take a step, and show the agreement that it changed or made."""
    if step not in steps.STEPS:
        raise NotThere("step", step, steps.STEPS)
    known = known_of(world, show_agreement(world, agreement_id))
    fields = read(form, steps.STEPS[step].Fields, known)
    return See(path_to(steps.take(world, step, agreement_id, given(fields))))


@post(f"{HERE}/tokens")
def mint(world: World, agreement_id: str, form: Mint) -> See:
    """Mint a token for the agreement."""
    mint_token(world, NewToken(agreement_id=agreement_id, expires_in=form.expires_in))
    return See(f"{path_to(agreement_id)}#tokens")
