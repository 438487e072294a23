"""The form of a fault rule: the settings of what was chosen, and what the rule is limited to."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, get_args, get_origin

import msgspec

from marketplace_emulator import catalogue, mistake, nouns
from marketplace_emulator.console import form_values
from marketplace_emulator.console.fault_choices import Offered
from marketplace_emulator.console.form_fields import FormField, Known, Option, fields_of, text_of
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.faults import EVERY_KIND, rule
from marketplace_emulator.faults.rule import OF_CALLS, OF_MESSAGES, NewFault

PLACE = {False: "operation", True: "event"}
"""The member that says where calls go wrong, and where messages do."""
_LABELS: Mapping[str, tuple[str, str | None]] = {
    "on_call": ("Only the n-th call", "1 is the next one."),
    "on_delivery": ("Only the n-th message", "1 is the next one. A message to two subscriptions is two."),
    "times": ("At most this many times", None),
    "until": ("Until", "By the emulator's clock: now+1h, or 2027-01-31T12:00:00Z."),
    "probability": ("By chance", "From 0 to 1: 0.2 is one in five."),
    "seed": ("Seed of the chance", "The same seed draws the same again."),
    "account": ("Only calls by this AWS account", "The account of the seller who calls."),
    "region": ("Only calls to this Region", None),
    "subscription_id": ("Only to this subscription", None),
}
_ORDER = {name: place for place, name in enumerate((*_LABELS, *nouns.NAMES))}


def settings(card: Offered) -> list[FormField]:
    """Return the fields of the card's own settings: those without a value first. A setting that can have one value has none."""
    known = Known(
        {
            "error": [Option(each, each) for each in sorted(rule.known_errors())],
            "missing_members": [Option(each, each) for each in sorted(catalogue.result_members(None))],
        }
    )
    made = (
        replace(
            each,
            hint=_hint(each, card.kind),
            value=text_of(card.settings[each.name]) if each.name in card.settings else each.value,
            is_required=each.is_required and each.name not in card.settings,
        )
        for each in fields_of(EVERY_KIND[card.kind], known)
    )
    return [each for each in made if not (each.kind == "choice" and len(each.choices) == 1)]


def _hint(of: FormField, kind: str) -> str | None:
    if of.name == kind:
        return (inspect.getdoc(EVERY_KIND[kind]) or "").partition("\n\n")[0].replace("`", "")
    return "A length of time, such as 90s or 5h." if of.kind == "time" else of.hint


def limits(card: Offered, given: Mapping[str, str], known: Known) -> list[FormField]:
    """Return the fields of what a rule is limited to; `given` are values that they have at first."""
    made = fields_of(_limits(is_of_messages=card.is_of_messages), known)
    return [
        replace(
            each, label=_label(each.name), hint=_LABELS.get(each.name, ("", None))[1], value=given.get(each.name, "")
        )
        for each in sorted(made, key=lambda each: _ORDER.get(each.name, len(_ORDER)))
    ]


def read(card: Offered, form: Mapping[str, str]) -> Any:
    """Return the NewFault that a person wrote, or raise Problem."""
    place = PLACE[card.is_of_messages]
    written = {
        **dict(_settings(card, form)),
        **form_values.given(form, _limits(is_of_messages=card.is_of_messages), Known()),
        **({place: form[place]} if form.get(place) else {}),
    }
    try:
        return msgspec.convert(written, NewFault)
    except msgspec.ValidationError as error:
        raise Problem(422, mistake.sentence(error, written, NewFault, short=True)) from None


def _settings(card: Offered, form: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    for each in msgspec.structs.fields(EVERY_KIND[card.kind]):
        text, usual = form.get(each.name, "").strip(), card.settings.get(each.name)
        if usual is not None and text in ("", text_of(usual)):
            yield each.name, usual
        elif text:
            yield each.name, _setting(text, each.type)


def _setting(text: str, wanted: Any) -> Any:
    """Read a setting: a number, true, or JSON if its type takes that, else text; a list may be written with commas."""
    try:
        decoded = msgspec.json.decode(text)
        msgspec.convert(decoded, wanted)
        return decoded
    except (msgspec.DecodeError, msgspec.ValidationError):
        bare = get_args(wanted)[0] if hasattr(wanted, "__metadata__") else wanted
        return [each.strip() for each in text.split(",")] if get_origin(bare) is list else text


@cache
def _limits(*, is_of_messages: bool) -> type[msgspec.Struct]:
    foreign = OF_CALLS if is_of_messages else OF_MESSAGES
    settings = {name for kind in EVERY_KIND.values() for name in kind.__struct_fields__}
    fields = [
        (each.name, each.type, each.default)
        for each in msgspec.structs.fields(NewFault)
        if each.name not in (*foreign, *PLACE.values(), *settings)
    ]
    return msgspec.defstruct("Limits", fields, kw_only=True, frozen=True, module=__name__)


def _label(name: str) -> str:
    if name in nouns.NAMES:
        return f"Only about {nouns.meaning(name)}"
    return _LABELS[name][0] if name in _LABELS else name.replace("_", " ").capitalize()
