"""What can go wrong, as the switchboard offers it: a card for each choice of each kind of fault, and for each error of AWS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from marketplace_emulator import catalogue, error_words, errors
from marketplace_emulator.faults import KINDS, MESSAGE_KINDS, rule
from marketplace_emulator.faults.choice import choices_of
from marketplace_emulator.operations import HERE
from marketplace_emulator.store.problems import NotThere

ERROR, REFUSALS = "error", ("expired_credentials", "error")
"""The kind of fault that has a card for each error, and the kinds by which AWS refuses."""
USUAL = 5
"""An error that this many operations declare is among the first cards."""
LONGEST = 110
"""The most characters of an error's text on its card."""


class Offered(msgspec.Struct, frozen=True):
    """A card: `name` is its word in a URL, and `code` that of an error. `declared` are the operations that declare it."""

    name: str
    title: str
    what: str
    kind: str
    settings: Mapping[str, Any]
    code: str | None = None
    declared: Sequence[str] = ()

    @property
    def is_of_messages(self) -> bool:
        """Whether messages go wrong, and not calls."""
        return self.kind in MESSAGE_KINDS

    @property
    def operations(self) -> Sequence[str]:
        """The operations that can go wrong in this way, those that declare the error first."""
        if self.is_of_messages:
            return ()
        suits = msgspec.convert(self.settings, KINDS[self.kind]).suits if self.settings else bool
        return sorted((each for each in HERE if suits(each)), key=lambda each: (each not in self.declared, each))


class Group(msgspec.Struct, frozen=True):
    """Cards that belong together; few people look for the `rare` ones."""

    title: str
    cards: Sequence[Offered]
    rare: Sequence[Offered] = ()


@cache
def groups() -> Sequence[Group]:
    """Return all cards."""
    calls = [*_of_kinds(KINDS)]
    refusing = [each for each in calls if each.kind in REFUSALS]
    errors_of_aws = sorted(_errors(), key=lambda each: -len(each.declared))
    usual = [each for each in errors_of_aws if each.code in _WORDS or len(each.declared) >= USUAL]
    return (
        Group("AWS refuses", [*refusing, *usual], [each for each in errors_of_aws if each not in usual]),
        Group("The call or its answer goes wrong", [each for each in calls if each not in refusing]),
        Group("A message goes wrong", [*_of_kinds(MESSAGE_KINDS)]),
    )


def find(name: str) -> Offered:
    """Find a card by its word in a URL, or raise NotThere."""
    found = _by_name().get(name)
    if found is None:
        raise NotThere("fault to choose", name, _by_name())
    return found


def like(kind: str, settings: Mapping[str, Any]) -> Offered | None:
    """Find the card with these settings of a kind; None if a person wrote others."""
    return next((each for each in _by_name().values() if each.kind == kind and each.settings == settings), None)


@cache
def _by_name() -> Mapping[str, Offered]:
    return {each.name: each for group in groups() for each in (*group.cards, *group.rare)}


def _of_kinds(kinds: Mapping[str, type[msgspec.Struct]]) -> Iterator[Offered]:
    for kind, its_type in kinds.items():
        for each in choices_of(kind, its_type) if kind != ERROR else ():
            name = re.sub(r"\W+", "-", each.title.lower().replace("'", ""))
            yield Offered(name, each.title, each.what, kind, each.settings)


_WORDS = {asked[ERROR]: word for word, asked in error_words.IN_EVERY_OPERATION.items() if ERROR in asked}
"""The words for errors that every operation has, by the error's code."""


def _errors() -> Iterator[Offered]:
    for code in sorted(rule.known_errors()):
        declared = [each for each in sorted(HERE) if code in catalogue.by_name()[each].errors]
        word = _WORDS.get(code) or error_words.of_error(code)
        yield Offered(
            code, word.replace("-", " ").capitalize(), _told(code, declared), ERROR, {ERROR: code}, code, declared
        )


def _told(code: str, declared: Sequence[str]) -> str:
    """Return the status of an error, and what it says."""
    error = errors.named(code, operation=declared[0] if declared else None, account="…")
    text = " ".join(str(error).split())
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0] + " …"
    return f"{error.status}: {text}" if text else f"Status {error.status}."
