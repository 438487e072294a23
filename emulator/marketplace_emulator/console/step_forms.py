"""The steps that an agreement can take now, each with its form: made of the step's file, so that a new step has one too."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from marketplace_emulator.agreements import STEPS
from marketplace_emulator.console.form_fields import FormField, Known, Option, fields_of
from marketplace_emulator.console.step_effects import Effect, effect
from marketplace_emulator.control.agreements import Agreement, AgreementInFull
from marketplace_emulator.control.entitlements import EntitlementQuery, list_entitlements
from marketplace_emulator.control.offers import OfferQuery, list_offers
from marketplace_emulator.store import dimensions
from marketplace_emulator.world import World

MOST_KEYS = 10
"""How many dimensions, and offers, a form offers."""


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step with its form: who takes it, what it does, what it would do now, what its members mean, and a field for each."""

    step: str
    title: str
    by: str
    does: str
    effect: Effect | None
    hint: str | None
    fields: Sequence[FormField]


def step_forms(world: World, agreement: AgreementInFull) -> list[StepForm]:
    """Return the forms of the steps that an agreement can take now."""
    known = known_of(world, agreement)
    return [
        _form(step, STEPS[step], known, effect(world, agreement["agreement_id"], step)) for step in agreement["steps"]
    ]


def known_of(world: World, agreement: Agreement) -> Known:
    """Return what the forms of an agreement can offer: the product's offers and dimensions, and what is granted now."""
    code = agreement["product_code"]
    offers = list_offers(world, OfferQuery(product_code=code, limit=MOST_KEYS)).items
    entitled = [each for each in dimensions.of_product(world.store, code).values() if each["entitled"]]
    return Known(
        values={"offer_id": [Option(each["offer_id"], each["name"]) for each in offers]},
        keys=[Option(each["key"], each["name"]) for each in entitled[:MOST_KEYS]],
        more_keys=len(entitled[MOST_KEYS:]),
        now={"entitlements": _granted(world, agreement)},
    )


def _granted(world: World, agreement: Agreement) -> Mapping[str, Mapping[str, Any]]:
    """Return what an agreement grants, each with its end if that is not the agreement's."""
    found = list_entitlements(world, EntitlementQuery(agreement_id=agreement["agreement_id"], limit=1000)).items
    ends = agreement["end_time"]
    return {
        each["dimension"]: {
            "value": each["value"],
            **({} if each["end_time"] == ends else {"end_time": each["end_time"]}),
        }
        for each in found
    }


def _form(step: str, module: ModuleType, known: Known, would: Effect | None) -> StepForm:
    fields = fields_of(module.Fields, known)
    said = (inspect.getdoc(module) or "").partition("\n")[0]
    does = said.partition(": ")[2] or said
    return StepForm(
        step=step,
        title=step.replace("_", " ").capitalize(),
        by=module.BY,
        does=does[:1].upper() + does[1:],
        effect=would,
        hint=inspect.getdoc(module.Fields) if fields else None,
        fields=fields,
    )
