"""`/console/switchboard/faults`: the fault rules in force, and adding one: what, where, add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from marketplace_emulator import events, fault_rules, nouns, seeding
from marketplace_emulator.console import fault_choices, fault_form, fault_words
from marketplace_emulator.console.fault_choices import Offered
from marketplace_emulator.console.form_fields import FormField, Known, Option
from marketplace_emulator.console.page import Page, Query, See, get, post
from marketplace_emulator.control import faults
from marketplace_emulator.control.agreements import AgreementQuery, list_agreements
from marketplace_emulator.control.buyers import list_buyers
from marketplace_emulator.control.page import PageQuery
from marketplace_emulator.control.products import list_products
from marketplace_emulator.control.subscriptions import list_subscriptions
from marketplace_emulator.faults import rule
from marketplace_emulator.world import World

HERE = "/console/switchboard/faults"
SHOWN = 50
"""How many rules a page shows."""
SUGGESTED = 20
"""How many buyers, products, agreements and subscriptions a form suggests."""


def _wanted() -> Any:
    fields: list[tuple[str, Any, Any]] = [
        ("what", str | None, None),
        ("cursor", Annotated[int, Meta(ge=0, le=2**53)], 0),
        ("operation", str | None, None),
        *((noun, str | None, None) for noun in nouns.NAMES),
    ]
    return msgspec.defstruct("Wanted", fields, bases=(Query,), frozen=True, kw_only=True, module=__name__)


Wanted: Any = _wanted()
"""What is to go wrong, and what the rule is bound to: other pages link to a rule for their agreement or token."""


@get(HERE)
def show_faults(world: World, query: Wanted) -> Page:
    """Show the rules in force, the cards of what can go wrong, and the form of the chosen one."""
    shown = faults.list_faults(world, PageQuery(limit=SHOWN, cursor=query.cursor))
    bound = {name: value for name in ("operation", *nouns.NAMES) if (value := getattr(query, name)) is not None}
    card = None if query.what is None else fault_choices.find(query.what)
    rules = [(each, fault_words.words(each["rule"])) for each in reversed(shown.items)]
    words, now = seeding.words(), world.clock.now()
    return Page(
        "faults.html",
        rules=[each for each in rules if each[0]["rule"].get("token") not in words],
        of_words=[each for each in rules if each[0]["rule"].get("token") in words],
        over={each["fault_id"] for each in shown.items if _is_over(each, now)},
        next=shown.next,
        groups=fault_choices.groups(),
        bound=bound,
        card=card,
        form=None if card is None else _form(world, card, bound),
    )


@post(HERE)
def add_fault(world: World, form: dict[str, str]) -> See:
    """Add a rule."""
    card = fault_choices.find(form.get("what", ""))
    added = faults.add_fault(world, fault_form.read(card, form))
    return See(f"{HERE}#{added['fault_id']}")


@post(f"{HERE}/<fault_id>/remove")
def remove_fault(world: World, fault_id: str) -> See:
    """Take a rule away."""
    faults.remove_fault(world, fault_id)
    return See(HERE)


@post(f"{HERE}/clear")
def clear_faults(world: World) -> See:
    """Take all rules away but those of the words that are tokens in every world."""
    fault_rules.clear(world, but_of_tokens=seeding.words())
    return See(HERE)


def _is_over(shown: faults.FaultRule, now: float) -> bool:
    return rule.read(shown["fault_id"], shown["rule"], now).is_over(shown["seen"], shown["applied"], now)


class _Chosen(msgspec.Struct, frozen=True):
    """The form of a chosen card: the places where it can go wrong, the settings that need a value, and the others."""

    place: str
    places: Sequence[str]
    needed: Sequence[FormField]
    settings: Sequence[FormField]
    limits: Sequence[FormField]


def _form(world: World, card: Offered, bound: Mapping[str, str]) -> _Chosen:
    settings = fault_form.settings(card)
    return _Chosen(
        fault_form.PLACE[card.is_of_messages],
        sorted(events.EVENTS) if card.is_of_messages else card.operations,
        [each for each in settings if each.is_required and not each.value],
        [each for each in settings if not each.is_required or each.value],
        fault_form.limits(card, bound, _known(world)),
    )


def _known(world: World) -> Known:
    """Return what a rule can be bound to, the first of each."""
    few = PageQuery(limit=SUGGESTED)
    agreed = list_agreements(world, AgreementQuery(limit=SUGGESTED)).items
    return Known(
        {
            "customer_aws_account_id": [
                Option(each["customer_aws_account_id"], each["name"]) for each in list_buyers(world, few).items
            ],
            "product_code": [Option(each["product_code"], each["name"]) for each in list_products(world, few).items],
            "agreement_id": [Option(each["agreement_id"], each["name"]) for each in agreed],
            "subscription_id": [
                Option(each["subscription_id"], each["name"] or each["target"])
                for each in list_subscriptions(world, few).items
            ],
        }
    )
