"""A fault rule in words: what goes wrong, where, and how often."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from marketplace_emulator import nouns
from marketplace_emulator.console import fault_choices
from marketplace_emulator.console.form_fields import text_of
from marketplace_emulator.faults import EVERY_KIND, MESSAGE_KINDS, rule
from marketplace_emulator.shortening import shortened


class Words(NamedTuple):
    """A rule in words. `limits` say what it is bound to, and how often it applies; `code` is that of an error."""

    title: str
    what: str
    where: str
    limits: Sequence[str]
    code: str | None = None


def words(written: Mapping[str, Any]) -> Words:
    """Describe a rule that a user wrote."""
    kind = rule.kind_of(written)
    settings = {name: written[name] for name in EVERY_KIND[kind].__struct_fields__ if name in written}
    card = fault_choices.like(kind, settings) or fault_choices.like(kind, {kind: settings[kind]})
    limits = [*_limits(written, is_of_messages=kind in MESSAGE_KINDS)]
    if card is None:
        title, what = kind.replace("_", " ").capitalize(), (inspect.getdoc(EVERY_KIND[kind]) or "").partition("\n")[0]
        said = settings
    else:
        title, what = card.title, card.what
        said = {name: value for name, value in settings.items() if name not in card.settings}
    limits = [*(f"{name.replace('_', ' ')}: {text_of(value)}" for name, value in said.items()), *limits]
    return Words(title, what, _where(kind, written), limits, None if card is None else card.code)


def _where(kind: str, written: Mapping[str, Any]) -> str:
    if kind in MESSAGE_KINDS:
        return str(written.get("event") or "Every message")
    return str(written.get("operation") or "Every operation")


def _limits(written: Mapping[str, Any], *, is_of_messages: bool) -> Iterator[str]:
    what = "message" if is_of_messages else "call"
    for noun in nouns.NAMES:
        if written.get(noun) is not None:
            its = shortened(str(written[noun])) if noun == "token" else written[noun]
            yield f"only {what}s about {nouns.meaning(noun)}: {its}"
    for name, said in _SAID.items():
        if (value := written.get(name)) is not None:
            yield said.format(value=value, what=what, nth=_ordinal(value))


_SAID = {
    "subscription_id": "only to the subscription {value}",
    "account": "only {what}s by the account {value}",
    "region": "only {what}s to the Region {value}",
    "on_call": "only the {nth} {what}",
    "on_delivery": "only the {nth} {what}",
    "times": "at most {value} of them",
    "probability": "by chance: {value:g} of them",
    "seed": "drawn with the seed {value}",
    "until": "until {value}",
}


def _ordinal(number: Any) -> str:
    if not isinstance(number, int):
        return str(number)
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
